import type { IncomingMessage, ServerResponse } from "node:http";

const exposed =
  "Content-Disposition, Content-Range, ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, X-Request-Id";

/**
 * On every answer where frontends are: the copy that the browser kept for the portal's own page has no CORS headers, and
 * would fail the frontend's call (Fetch standard, “CORS protocol and HTTP caches”).
 */
export const varyByOrigin: readonly string[] = ["Vary", "Origin"];

/** Exact CORS with credentials for one of the operator's own frontends; never a wildcard, never for strangers. */
export function crossOriginHeaders(origin: string): string[] {
  return [
    "Access-Control-Allow-Origin",
    origin,
    "Access-Control-Allow-Credentials",
    "true",
    "Access-Control-Expose-Headers",
    exposed,
    ...varyByOrigin,
  ];
}

export function isPreflight(request: Pick<IncomingMessage, "method" | "headers">): boolean {
  return request.method === "OPTIONS" && request.headers["access-control-request-method"] !== undefined;
}

/** Answers a preflight of an allowed frontend. Nothing is sent to the API. */
export function answerPreflight(
  response: ServerResponse,
  origin: string,
  route: { allow: string } | undefined,
  asked: string,
) {
  response.writeHead(204, [
    ...crossOriginHeaders(origin),
    "Access-Control-Allow-Methods",
    route?.allow ?? "GET, POST",
    // Echoing is safe here: the origin is ours, and what reaches the API is decided by the request header policy.
    "Access-Control-Allow-Headers",
    /^[\w\-, ]{1,1000}$/.test(asked) ? asked : "X-CSRF",
    "Access-Control-Max-Age",
    "600",
  ]);
  response.end();
}
