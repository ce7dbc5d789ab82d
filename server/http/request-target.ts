/** The path of a request's target, without the query. */
export function targetPath(target = ""): string {
  const end = target.indexOf("?");
  return end === -1 ? target : target.slice(0, end);
}

/** The query of a request's target: all that follows the first "?" (RFC 3986 §3.4: a query may have more of them). */
export function targetQuery(target = ""): URLSearchParams {
  const end = target.indexOf("?");
  return new URLSearchParams(end === -1 ? "" : target.slice(end + 1));
}
