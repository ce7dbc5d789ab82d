import { BlockList, isIPv4, isIPv6 } from "node:net";
import { isLoopbackHost } from "#server/config/loopback.ts";

const homePrefixBits = 64;

/**
 * Whether two clients seem to stand in one home or office: the same IPv4 address (behind one router), one /64 of IPv6
 * (each device has an address of its own there), or both this computer. A hint for people; it decides nothing.
 */
export function sameNetwork(one: string | undefined, other: string | undefined): boolean {
  if (!one || !other) return false;
  if (one === other || (isLoopbackHost(one) && isLoopbackHost(other))) return true;
  if (isIPv4(one) || !isIPv6(one) || !isIPv6(other)) return false;
  const network = new BlockList();
  network.addSubnet(one, homePrefixBits, "ipv6");
  return network.check(other, "ipv6");
}
