import type { IncomingMessage } from "node:http";
import { isNavigation } from "#server/http/navigation.ts";
import { requestHeader } from "#server/http/request-header.ts";
import type { Asked } from "./asked.ts";

/** An endpoint of ours, as a path or a whole address: proxies that always name the current address name these, too. */
const ownEndpoint = /^(?:https?:\/\/[^/?#]*)?\/oauth2\//i;

/**
 * Where the person was going, as the proxy says. It counts more than `rd` of the query, because a proxy that rewrites to one of
 * our endpoints may keep the query of the app's page. Pure; `undefined` where the proxy says nothing.
 *
 * @param alsoUri whether X-Forwarded-Uri is the page's address: Caddy and Traefik send it with what they ask before a request.
 */
export function wantedTarget(asked: Asked, alsoUri: boolean): string | undefined {
  const { request, appended } = asked;
  const said = [
    appended,
    requestHeader(request, "x-auth-request-redirect"),
    alsoUri ? requestHeader(request, "x-forwarded-uri") : undefined,
  ].find((target) => target !== undefined && !ownEndpoint.test(target));
  if (said === undefined) return undefined;
  return isPosted(request) ? formPage(asked, said) : said;
}

/**
 * Whether the browser was sending a form. nginx asks by GET and without the body, but with the form's other headers: browsers
 * send Origin and Content-Type with no navigation but a form's (Fetch standard, “HTTP-network-or-cache fetch”).
 */
function isPosted(request: IncomingMessage): boolean {
  const method = requestHeader(request, "x-forwarded-method") ?? request.method ?? "GET";
  if (!["GET", "HEAD"].includes(method.toUpperCase())) return true;
  return isNavigation(request) && (request.headers["content-type"] ?? request.headers.origin) !== undefined;
}

/**
 * A form's address is no page, and what was typed is gone: back to the page that the form is on, if it is at the same host, else to
 * what lies above the form's address.
 */
function formPage({ request, place }: Asked, action: string): string {
  const referrer = request.headers.referer ?? "";
  const page = URL.canParse(referrer) ? new URL(referrer) : undefined;
  if (page?.origin === place.origin && !ownEndpoint.test(page.pathname)) return page.pathname + page.search;
  return action.replace(/[?#].*$/s, "").replace(/(?<=\/)[^/]*$/, "");
}
