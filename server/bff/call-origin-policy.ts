import type { IncomingHttpHeaders } from "node:http";

/** Origins that may call /bff/: the portal's own and the operator's other frontends. */
export interface CallOrigins {
  own: string;
  frontends: ReadonlySet<string>;
}

export type CallVerdict = "allowed" | "csrf_header_missing" | "origin_refused";

/**
 * Decides whether a call comes from our own frontend code (security.md B.5). Pure; a handful of string compares.
 *
 * A page of another origin can't send `X-CSRF` without a CORS preflight, which strangers don't pass; Origin and
 * Sec-Fetch-Site are the second lock. Bodyless POSTs and GETs are treated alike.
 */
export function decideCallOrigin(headers: IncomingHttpHeaders, origins: CallOrigins): CallVerdict {
  if (headers["x-csrf"] !== "1") return "csrf_header_missing";
  return isOwnOrigin(headers, origins) ? "allowed" : "origin_refused";
}

/** Origin and Sec-Fetch-Site alone, for WebSocket upgrades: browsers can't add a header there, but always send Origin. */
export function isOwnOrigin(headers: IncomingHttpHeaders, origins: CallOrigins): boolean {
  const origin = headers.origin;
  if (origin !== undefined) return origin === origins.own || origins.frontends.has(origin);
  const site = headers["sec-fetch-site"];
  // No Origin and no Sec-Fetch-Site: not a browser, which has no cookie of somebody else to misuse.
  return site === undefined || site === "same-origin" || site === "none";
}
