import type { IncomingHttpHeaders } from "node:http";
import type { CallOrigins } from "./call-origin-policy.ts";
import { plainOrigin } from "./unlisted-origins.ts";

export interface PassingPage {
  origin: string;
  /** Whether it is in `frontendOrigins`. */
  listed: boolean;
  /** The session's cookie, which belongs to the portal's host, doesn't come along: no call from there is ever signed in. */
  otherHost: boolean;
}

/**
 * The origin of the page behind a request that a development server or a proxy passed on from an address of its own; `undefined` when
 * the page called the portal itself. Pure.
 *
 * The browser takes such a call for one to the page's own site: it says `same-origin`, and sends no Origin with GET and navigations.
 * Referer then names the page. Where neither names it, or the person came by a link, the host that the proxy was called by names it, if
 * a frontend is listed there. None of that can be set by a page of another site.
 */
export function passingPage(headers: IncomingHttpHeaders, { own, frontends }: CallOrigins): PassingPage | undefined {
  const isNamed = headers["sec-fetch-site"] === "same-origin" && (headers.origin ?? headers.referer) !== undefined;
  const origin = isNamed ? namedPage(headers, own) : hostOf(headers, frontends);
  if (origin === undefined || origin === own) return undefined;
  const otherHost = new URL(origin).hostname !== new URL(own).hostname;
  return { origin, listed: frontends.has(origin), otherHost };
}

function namedPage({ origin, referer }: IncomingHttpHeaders, own: string): string | undefined {
  if (origin !== undefined) return plainOrigin(origin);
  // No URL is parsed for the portal's own pages.
  if (referer === undefined || referer.startsWith(`${own}/`)) return undefined;
  return plainOrigin(URL.parse(referer)?.origin);
}

function hostOf(headers: IncomingHttpHeaders, frontends: ReadonlySet<string>): string | undefined {
  const { origin, host, "x-forwarded-host": forwardedHost } = headers;
  // A call from another origin is judged by its Origin.
  if (origin !== undefined && headers["sec-fetch-site"] !== undefined) return undefined;
  const isCaller = (frontend: string) => origin === undefined || origin === frontend;
  return [...frontends].find(
    (frontend) => isCaller(frontend) && [forwardedHost, host].includes(new URL(frontend).host),
  );
}

/** A path means the page's own server, as the page that wrote it sees it. In place. */
export function returnToPage(query: URLSearchParams, { origin, listed }: PassingPage): void {
  if (!listed || query.getAll("returnUrl").length > 1) return;
  const asked = query.get("returnUrl") || "/";
  if (asked.startsWith("/") && !/^\/[/\\]/.test(asked)) query.set("returnUrl", origin + asked);
}

/** Where a navigation goes on: a path of the portal's would be one of the page's server there. */
export function absoluteFor(page: PassingPage | undefined, target: string, own: string): string {
  return page && target.startsWith("/") ? own + target : target;
}
