import { BlockList, isIP } from "node:net";

/**
 * Whether an address is one of the configured proxies', whose X-Forwarded-* headers are trusted. All others' are
 * whatever the caller wrote.
 */
export function createTrustedProxies(ranges: readonly string[]): (address: string) => boolean {
  const list = blockList(ranges);
  return (address) => isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}

/** A dual-stack socket shows IPv4 callers as ::ffff:a.b.c.d. */
export function plainAddress(address: string): string {
  return address.startsWith("::ffff:") && address.includes(".") ? address.slice(7) : address;
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
