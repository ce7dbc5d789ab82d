import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";

/**
 * The caller's address: the socket's, unless that is a trusted proxy; then the rightmost X-Forwarded-For entry that
 * is none. Entries further left are whatever the caller wrote and are never looked at.
 */
export function createClientAddress(trustedProxies: readonly string[]): (request: IncomingMessage) => string {
  const trusted = blockList(trustedProxies);
  const isTrusted = (address: string) =>
    isIP(address) !== 0 && trusted.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
  return (request) => {
    let address = plainAddress(request.socket.remoteAddress ?? "");
    const forwarded = request.headers["x-forwarded-for"];
    if (trustedProxies.length === 0 || !forwarded) return address;
    const hops = String(forwarded).split(",");
    while (hops.length > 0 && isTrusted(address)) address = plainAddress(hops.pop()?.trim() ?? "");
    return isIP(address) ? address : plainAddress(request.socket.remoteAddress ?? "");
  };
}

function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", prefix] = range.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (prefix) list.addSubnet(address, Number(prefix), family);
    else list.addAddress(address, family);
  }
  return list;
}

/** A dual-stack socket shows IPv4 callers as ::ffff:a.b.c.d. */
function plainAddress(address: string): string {
  return address.startsWith("::ffff:") && address.includes(".") ? address.slice(7) : address;
}
