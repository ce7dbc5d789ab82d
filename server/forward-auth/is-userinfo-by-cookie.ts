import type { IncomingMessage } from "node:http";
import { targetQuery } from "#server/http/request-target.ts";

/**
 * Tells oauth2-proxy's `/oauth2/userinfo` (the person, by the session cookie) from OpenID Connect's, which has the same path.
 *
 * Forward auth answers a plain GET of the portal's own origin only. What brings a token in any way, a CORS preflight and code of
 * another origin belong to the authorization server, which reads no cookie.
 *
 * Spec: RFC 6750 §2; RFC 9449 §7.1; OpenID Connect Core §5.3.1.
 */
export function isUserinfoByCookie({ method, url, headers }: IncomingMessage, ownOrigin: string): boolean {
  if (method !== "GET" && method !== "HEAD") return false;
  if (headers.authorization !== undefined || headers["dpop"] !== undefined) return false;
  if (headers.origin !== undefined && headers.origin !== ownOrigin) return false;
  // RFC 9700 §4.3.2: a token in the address is refused, and the authorization server says so.
  return !targetQuery(url).has("access_token");
}
