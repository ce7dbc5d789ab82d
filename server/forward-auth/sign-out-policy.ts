import type { IncomingMessage } from "node:http";
import { requestHeader } from "#server/http/request-header.ts";

/**
 * Whether a request to sign out is the person's own act, by headers that browsers let no page write (Fetch Metadata). Pure.
 *
 * A page of the same host sent the browser here, as a whole and not for an image, a frame or in advance. A link in a mail
 * program, a bookmark and another site look the same to us, so then the portal asks first. Older browsers say at least the
 * Origin of a form.
 */
export function isOwnSignOut(request: IncomingMessage, origin: string): boolean {
  const site = requestHeader(request, "sec-fetch-site");
  if (request.method === "POST") return site === undefined ? request.headers.origin === origin : site === "same-origin";
  const purpose = `${requestHeader(request, "sec-purpose") ?? ""} ${requestHeader(request, "purpose") ?? ""}`;
  return (
    request.method === "GET" &&
    site === "same-origin" &&
    requestHeader(request, "sec-fetch-mode") === "navigate" &&
    requestHeader(request, "sec-fetch-dest") === "document" &&
    !/prefetch|prerender|preview/.test(purpose)
  );
}
