/** Credentials of this site, hop-by-hop headers (RFC 9110 §7.6.1), and what undici writes itself. */
const ours = new Set([
  "cookie",
  "cookie2",
  "authorization",
  "proxy-authorization",
  "dpop",
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
]);

/** About the page that calls: the API's caller is Portico. */
const aboutThePage = new Set([
  "x-csrf",
  "origin",
  "referer",
  "access-control-request-method",
  "access-control-request-headers",
  "access-control-request-private-network",
]);

/** By these some server takes an identity, an address, a host, a method or a path. */
const believed = new Set([
  "forwarded",
  "via",
  "x-forwarded",
  "x-forward-for",
  "x-real-ip",
  "x-client-ip",
  "x-cluster-client-ip",
  "x-originating-ip",
  "x-proxyuser-ip",
  "true-client-ip",
  "client-ip",
  "proxy-client-ip",
  "cf-connecting-ip",
  "cf-connecting-ipv6",
  "fastly-client-ip",
  "x-azure-clientip",
  "x-azure-socketip",
  "x-host",
  "x-backend-host",
  "x-http-host-override",
  "x-http-method",
  "x-http-method-override",
  "x-method-override",
  "x-waws-unencoded-url",
  "x-url-scheme",
  "x-scheme",
  "front-end-https",
  "remote-user",
  "remote-groups",
  "remote-email",
  "remote-name",
  "x-user",
  "x-user-id",
  "x-user-name",
  "x-user-email",
  "x-user-roles",
  "x-user-groups",
  "x-userinfo",
  "x-username",
  "x-auth-user",
  "x-auth-username",
  "x-auth-email",
  "x-auth-groups",
  "x-auth-roles",
  "x-email",
  "x-groups",
  "x-roles",
  "x-credential-identifier",
  "x-anonymous-consumer",
  "x-client-dn",
  "x-client-verify",
  "x-api-key-id",
  "x-id-token",
  "x-access-token",
  "x-request-id",
]);

const believedPrefixes = [
  "x-forwarded-",
  "x-original-",
  "x-rewrite-",
  "x-remote-",
  "x-auth-request-",
  "x-authenticated-",
  "x-authentik-",
  "x-consumer-",
  "x-jwt-",
  "x-token-",
  "x-middleware-",
  "x-portico-",
  "x-client-cert",
  "client-cert",
  "ssl-client-",
  "x-ssl-",
  "x-tls-",
  "x-arr-",
  "x-appengine-",
  "x-apigateway-api-",
  "x-endpoint-api-",
  "x-goog-authenticated-user-",
  "x-goog-iap-",
  "x-amzn-oidc-",
  "x-ms-client-principal",
  "x-ms-token-",
  "x-pomerium-",
  "x-vouch-",
  "x-webauth-",
  "x-envoy-",
  "cf-access-",
  "impersonate-",
  "oidc-",
  "tailscale-",
  "wl-proxy-",
  "sec-fetch-",
  "sec-websocket-",
];

/** Portico sets these for every API: a second one beside it would be ambiguous. */
const told = new Set(["x-request-id", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"]);

/** Names that only Portico sets, not even the operator. */
export function isRequestHeaderReserved(name: string): boolean {
  if (ours.has(name) || told.has(name)) return true;
  return name === "content-length" || name.startsWith("sec-") || name.includes("_");
}

/** Pure decision about one header name of a caller, in any case: whether it reaches the API. */
export function isRequestHeaderForwarded(name: string): boolean {
  // CGI-style servers can't tell "X_User" from "X-User"; nginx drops underscores for the same reason.
  if (name.includes("_")) return false;
  const lower = name.toLowerCase();
  if (ours.has(lower) || aboutThePage.has(lower) || believed.has(lower)) return false;
  return !believedPrefixes.some((prefix) => lower.startsWith(prefix));
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
