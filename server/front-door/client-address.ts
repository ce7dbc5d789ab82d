import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { createTrustedProxies, plainAddress } from "#server/http/trusted-proxies.ts";

/**
 * The caller's address: the socket's, unless that is a trusted proxy; then the rightmost X-Forwarded-For entry that
 * is none. Entries further left are whatever the caller wrote and are never looked at.
 */
export function createClientAddress(trustedProxies: readonly string[]): (request: IncomingMessage) => string {
  const isTrusted = createTrustedProxies(trustedProxies);
  return (request) => {
    let address = plainAddress(request.socket.remoteAddress ?? "");
    const forwarded = request.headers["x-forwarded-for"];
    if (trustedProxies.length === 0 || !forwarded) return address;
    const hops = String(forwarded).split(",");
    while (hops.length > 0 && isTrusted(address)) address = plainAddress(hops.pop()?.trim() ?? "");
    return isIP(address) ? address : plainAddress(request.socket.remoteAddress ?? "");
  };
}
