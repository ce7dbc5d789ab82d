/**
 * What of a caller's request headers reaches an API (security.md B.7).
 *
 * Dropped: credentials, hop-by-hop headers (RFC 9110 §7.6.1), what the browser says about our own site, and every name
 * by which some server takes an identity, an address, a method or a path from a header.
 */
const dropped = new Set([
  // Credentials of this site
  "cookie",
  "cookie2",
  "authorization",
  "proxy-authorization",
  "x-csrf",
  // Hop-by-hop, and what undici writes itself
  "connection",
  "proxy-connection",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "http2-settings",
  "expect",
  "host",
  "proxy",
  // About the page that calls: the API's caller is Portico
  "origin",
  "referer",
  "access-control-request-method",
  "access-control-request-headers",
  "access-control-request-private-network",
  // Addresses, identities, methods and paths that servers believe
  "forwarded",
  "via",
  "x-real-ip",
  "x-client-ip",
  "x-cluster-client-ip",
  "x-original-forwarded-for",
  "x-originating-ip",
  "x-remote-ip",
  "x-remote-addr",
  "true-client-ip",
  "client-ip",
  "cf-connecting-ip",
  "cf-connecting-ipv6",
  "fastly-client-ip",
  "x-azure-clientip",
  "x-appengine-user-ip",
  "x-host",
  "x-original-host",
  "x-original-url",
  "x-original-uri",
  "x-original-method",
  "x-rewrite-url",
  "x-http-method",
  "x-http-method-override",
  "x-method-override",
  "x-url-scheme",
  "x-scheme",
  "front-end-https",
  "remote-user",
  "remote-groups",
  "remote-email",
  "remote-name",
  "x-remote-user",
  "x-user",
  "x-user-id",
  "x-user-name",
  "x-user-email",
  "x-username",
  "x-email",
  "x-groups",
  "x-roles",
  "x-authenticated-user",
  "x-authenticated-userid",
  "x-authenticated-groups",
  "x-consumer-id",
  "x-consumer-username",
  "x-credential-identifier",
  "x-anonymous-consumer",
  "x-client-cert",
  "x-client-dn",
  "x-client-verify",
  "x-api-key-id",
  "x-id-token",
  "x-access-token",
  "x-ms-token-aad-access-token",
  "x-request-id",
]);

const droppedPrefixes = [
  "x-forwarded-",
  "x-auth-request-",
  "x-middleware-",
  "x-portico-",
  "x-remote-user-",
  "x-ssl-",
  "x-goog-authenticated-user-",
  "x-goog-iap-",
  "x-amzn-oidc-",
  "x-ms-client-principal",
  "x-webauth-",
  "x-envoy-",
  "sec-fetch-",
  "sec-websocket-",
];

/** Pure decision about one header name, in any case. */
export function isRequestHeaderForwarded(name: string): boolean {
  // CGI-style servers can't tell "X_User" from "X-User"; nginx drops underscores for the same reason.
  if (name.includes("_")) return false;
  const lower = name.toLowerCase();
  return !dropped.has(lower) && !droppedPrefixes.some((prefix) => lower.startsWith(prefix));
}

// Browsers send the same few dozen spellings, so a decision is looked up rather than made: one hash of a short string.
const decisions = new Map<string, boolean>();
const decisionsMax = 512;

function isForwardedCached(name: string): boolean {
  const known = decisions.get(name);
  if (known !== undefined) return known;
  const decision = isRequestHeaderForwarded(name);
  // A hostile client can fill the table once; after that its inventions only cost themselves.
  if (decisions.size < decisionsMax) decisions.set(name, decision);
  return decision;
}

/**
 * Appends the forwarded pairs of `rawHeaders` to `out`, in order and in their own spelling.
 *
 * `connection` is the Connection header, whose listed names are hop-by-hop too; `replaced` are names (lower case) that
 * the route sets itself.
 */
export function forwardRequestHeaders(
  rawHeaders: readonly string[],
  connection: string | undefined,
  replaced: ReadonlySet<string>,
  out: string[],
): void {
  const hopByHop = connectionNames(connection);
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string;
    if (!isForwardedCached(name)) continue;
    if (hopByHop?.has(name.toLowerCase())) continue;
    if (replaced.size > 0 && replaced.has(name.toLowerCase())) continue;
    out.push(name, rawHeaders[index + 1] as string);
  }
}

/** Names listed in a Connection header; `undefined` for the everyday values, which name none. */
export function connectionNames(connection: string | undefined): ReadonlySet<string> | undefined {
  if (connection === undefined || connection === "keep-alive" || connection === "close") return undefined;
  return new Set(connection.split(",").map((name) => name.trim().toLowerCase()));
}
