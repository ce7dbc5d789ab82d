import type { IncomingHttpHeaders } from "node:http";
import { connectionNames } from "./request-header-policy.ts";

/**
 * What of an API's response headers does not reach the browser: cookies and site-wide policies of
 * another host, hop-by-hop headers (RFC 9110 §7.6.1), CORS (ours is exact), trailers, and orders to a web server in front
 * of us to send a file of its own instead.
 */
const dropped = new Set([
  "set-cookie",
  "set-cookie2",
  "connection",
  "proxy-connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authentication-info",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "strict-transport-security",
  "public-key-pins",
  "expect-ct",
  "alt-svc",
  "clear-site-data",
  "report-to",
  "reporting-endpoints",
  "nel",
  "origin-agent-cluster",
  "service-worker-allowed",
  "sourcemap",
  "x-sourcemap",
  "content-security-policy",
  "content-security-policy-report-only",
  "timing-allow-origin",
  "set-login",
  "x-accel-redirect",
  "x-accel-charset",
  "x-accel-expires",
  "x-accel-limit-rate",
  "x-sendfile",
  "x-lighttpd-send-file",
  "x-lighttpd-send-tempfile",
  "x-litespeed-location",
  "x-reproxy-url",
  "x-request-id",
  "x-content-type-options",
  "ratelimit",
  "ratelimit-policy",
]);

const decisions = new Map<string, boolean>();
const decisionsMax = 512;

/** Pure decision about one header name in lower case. */
export function isResponseHeaderReturned(name: string): boolean {
  return !dropped.has(name) && !name.startsWith("access-control-") && !name.startsWith("x-middleware-");
}

function isReturnedCached(name: string): boolean {
  const known = decisions.get(name);
  if (known !== undefined) return known;
  const decision = isResponseHeaderReturned(name);
  if (decisions.size < decisionsMax) decisions.set(name, decision);
  return decision;
}

/**
 * What a route's list of allowed headers needn't name: without them the browser can't read the body, or the handshake, or
 * keeps for another request what is for this one alone.
 */
const alwaysReturned = new Set([
  "cache-control",
  "vary",
  "content-length",
  "content-type",
  "content-encoding",
  "content-range",
  "sec-websocket-accept",
  "sec-websocket-protocol",
  "sec-websocket-extensions",
]);

export interface ReturnRule {
  /** The only names (lower case) that this route returns; `undefined`: all that may be. */
  only: ReadonlySet<string> | undefined;
  /** Names (lower case) that this route withholds as well. */
  withheld: ReadonlySet<string>;
  /** Whether answers may differ by who is signed in, a refusal by `allow` included. */
  personal: boolean;
}

/** Appends what the browser gets of an API's response headers to `out` (undici has them parsed and in lower case). */
export function returnResponseHeaders(headers: IncomingHttpHeaders, rule: ReturnRule, out: string[]): void {
  const hopByHop = connectionNames(headers.connection);
  for (const name in headers) {
    if (name === "content-length") continue;
    if (!isReturned(name, rule, hopByHop)) continue;
    const value = headers[name];
    if (typeof value === "string") appendOne(name, value, out);
    else if (value) for (const one of value) appendOne(name, one, out);
  }
  // Behind Content-Disposition: once Node has seen a length it reads that header's bytes as UTF-8, which changes the names
  // of downloads or refuses them.
  const length = headers["content-length"];
  if (length !== undefined) out.push("content-length", length);
  // An answer that a script fetched must not be shown as a page of our site: going to its address sends no X-CSRF, so the
  // browser's cache has nothing for it.
  out.push("vary", rule.personal ? "Cookie, X-CSRF" : "X-CSRF");
  // A browser shared by two people must not show one the other's cached answer.
  if (!rule.personal) return;
  const caching = headers["cache-control"];
  if (!caching) out.push("cache-control", defaultCaching(headers, rule, hopByHop));
  // A withheld header may have said this, and is not read here.
  else if (!isReturned("cache-control", rule, hopByHop)) out.push("cache-control", "no-store");
}

function isReturned(name: string, rule: ReturnRule, hopByHop: ReadonlySet<string> | undefined): boolean {
  if (!isReturnedCached(name) || hopByHop?.has(name) || rule.withheld.has(name)) return false;
  return rule.only === undefined || rule.only.has(name) || alwaysReturned.has(name);
}

function appendOne(name: string, value: string, out: string[]): void {
  // Any other challenge makes the browser open its own password dialog, for our origin.
  if (name === "www-authenticate" && !/^(?:bearer|dpop)\b/i.test(value)) return;
  out.push(name, value);
}

/** Personal and unlabelled: not stored, unless the API offers revalidation, which then happens every time. */
function defaultCaching(
  headers: IncomingHttpHeaders,
  rule: ReturnRule,
  hopByHop: ReadonlySet<string> | undefined,
): string {
  const canRevalidate =
    (headers.etag !== undefined && isReturned("etag", rule, hopByHop)) ||
    (headers["last-modified"] !== undefined && isReturned("last-modified", rule, hopByHop));
  return canRevalidate ? "private, no-cache" : "no-store";
}
