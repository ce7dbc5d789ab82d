/**
 * The identifier under which an API is declared, from another spelling of the same address: clients of the Model Context
 * Protocol add or leave out the slash at the end, and libraries write host and port in their canonical way.
 *
 * An exact spelling comes first; where two declared identifiers differ by nothing else, only the exact one counts.
 * Spec: RFC 3986 §6.2.2, §6.2.3.
 */
export function createResourceSpelling(identifiers: readonly string[]): (asked: string) => string {
  const exact = new Set(identifiers);
  const byAddress = Map.groupBy(identifiers, addressOf);
  return (asked) => {
    if (exact.has(asked)) return asked;
    const [only, ...others] = byAddress.get(addressOf(asked)) ?? [];
    return only !== undefined && others.length === 0 ? only : asked;
  };
}

/** What is no address, or has a fragment (RFC 8707 §2 has none), stays as it is. */
function addressOf(identifier: string): string {
  const url = URL.parse(identifier);
  if (!url || identifier.includes("#")) return identifier;
  return `${url.origin === "null" ? url.protocol : url.origin}${url.pathname.replace(/\/$/, "")}${url.search}`;
}
