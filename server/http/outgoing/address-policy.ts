import { BlockList, isIP } from "node:net";

/** IANA special-purpose registries (RFC 6890): every address that isn't a public host. */
const refused4 = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const;

/** 2000::/3 is all there is of public IPv6; within it, documentation and the tunnels that carry IPv4 addresses. */
const refusedWithin2000 = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const;

const privateAddresses = new BlockList();
for (const [net, prefix] of refused4) privateAddresses.addSubnet(net, prefix, "ipv4");
for (const [net, prefix] of refusedWithin2000) privateAddresses.addSubnet(net, prefix, "ipv6");
const global6 = new BlockList();
global6.addSubnet("2000::", 3, "ipv6");

/**
 * Whether an address belongs to the public internet (server-side request forgery).
 *
 * Everything that isn't certainly public is not: IPv4-mapped and translated IPv6, unknown spellings, names.
 */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !privateAddresses.check(address, "ipv4");
  if (family === 6) return global6.check(address, "ipv6") && !privateAddresses.check(address, "ipv6");
  return false;
}
