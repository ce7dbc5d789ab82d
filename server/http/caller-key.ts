import { isIPv6 } from "node:net";

/**
 * What counts as one caller: an IPv4 address, but a whole /64 of IPv6, since that is what a single host is given to choose
 * its addresses from (RFC 4291 §2.5.1, RFC 6177).
 */
export function callerKey(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = "", tail] = address.split("%", 1)[0]?.split("::") ?? [];
  const first = head === "" ? [] : head.split(":");
  const last = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - first.length - last.length)).fill("0");
  const groups = [...first, ...zeros, ...last].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":")}::/64`;
}
