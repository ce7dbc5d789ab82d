import { IncomingMessage, type ServerResponse } from "node:http";
import { currentRequestContext } from "#server/http/request-context.ts";
import { setErrorPageStatus } from "./error-page-status.ts";

/**
 * Lets a page that can't be shown while the database is away tell so at its own address, where a reload recovers: the redirect
 * to the error page, the only thing that a page of Next's can do, is not sent, and the error page is rendered in its place.
 * Only where this very request failed: another's reference is a link that somebody wrote. Not where cookies are to be set, or
 * at a provider's callback, which can't be repeated.
 *
 * Cost: for other answers a look at the status.
 */
export function tellOutageInPlace(
  request: IncomingMessage,
  response: ServerResponse,
  render: (errorPage: IncomingMessage) => Promise<void>,
): void {
  // Next's own data requests (`rsc`) follow redirects by themselves.
  if ((request.method !== "GET" && request.method !== "HEAD") || request.headers["rsc"] !== undefined) return;
  if (request.url?.startsWith("/api/")) return;
  const reference = currentRequestContext()?.requestId;
  const asked = { url: request.url ?? "/", headers: { ...request.headers } };
  const headers = response.getHeaders();
  const { writeHead, write, end, flushHeaders } = response;
  const original = { writeHead, write, end, flushHeaders };
  const leadsToOutagePage = () =>
    response.statusCode >= 300 &&
    response.statusCode < 400 &&
    !response.hasHeader("set-cookie") &&
    tellsOfOutage(String(response.getHeader("location")), reference);

  response.writeHead = ((...args: unknown[]) =>
    leadsToOutagePage() ? response : Reflect.apply(writeHead, response, args)) as typeof writeHead;
  response.write = ((...args: unknown[]) =>
    leadsToOutagePage() || Reflect.apply(write, response, args)) as typeof write;
  response.end = ((...args: unknown[]) => {
    if (!leadsToOutagePage()) return Reflect.apply(end, response, args);
    const page = new URL(String(response.getHeader("location")), "http://portal");
    if (!page.searchParams.has("return_to")) page.searchParams.set("return_to", asked.url);
    Object.assign(response, original, { statusCode: 200 });
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    for (const [name, value] of Object.entries(headers)) if (value !== undefined) response.setHeader(name, value);

    const errorPage = new IncomingMessage(request.socket);
    Object.assign(errorPage, { method: request.method, url: page.pathname + page.search, headers: asked.headers });
    errorPage.push(null);
    setErrorPageStatus(errorPage, response, page.pathname);
    render(errorPage).catch(() => response.destroy());
    return response;
  }) as typeof end;
}

/** Where pages lead when the database is away; see app/_error-page.ts. */
function tellsOfOutage(location: string, reference: string | undefined): boolean {
  if (!location.startsWith("/error?")) return false;
  const query = new URLSearchParams(location.slice("/error?".length));
  return query.get("code") === "database_unavailable" && query.get("ref") === reference;
}
