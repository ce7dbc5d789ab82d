import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { isPreflight } from "./cross-origin-headers.ts";

/** Origins that may call /bff/: the portal's own and the operator's other frontends. */
export interface CallOrigins {
  own: string;
  frontends: ReadonlySet<string>;
}

export type CallVerdict = "allowed" | "csrf_header_missing" | "origin_refused";

/**
 * Decides whether a call comes from our own frontend code. Pure; a handful of string compares.
 *
 * A page of another origin can't send `X-CSRF` without a CORS preflight, which strangers don't pass; Origin and
 * Sec-Fetch-Site are the second lock. Bodyless POSTs and GETs are treated alike. The preflight itself can't carry it: what
 * is wrong with a stranger's is its origin.
 */
export function decideCallOrigin(
  request: Pick<IncomingMessage, "method" | "headers">,
  origins: CallOrigins,
): CallVerdict {
  const { headers } = request;
  const hasHeader = headers["x-csrf"] === "1";
  if (!hasHeader && !isPreflight(request)) return "csrf_header_missing";
  if (!isOwnOrigin(headers, origins)) return "origin_refused";
  return hasHeader ? "allowed" : "csrf_header_missing";
}

/** Origin and Sec-Fetch-Site alone, for WebSocket upgrades: browsers can't add a header there, but always send Origin. */
export function isOwnOrigin(headers: IncomingHttpHeaders, origins: CallOrigins): boolean {
  const origin = headers.origin;
  if (origin !== undefined) return origin === origins.own || origins.frontends.has(origin);
  const site = headers["sec-fetch-site"];
  // No Origin and no Sec-Fetch-Site: not a browser, so there is no cookie of another person to misuse.
  return site === undefined || site === "same-origin" || site === "none";
}
