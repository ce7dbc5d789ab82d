import type { IncomingMessage } from "node:http";

/**
 * Whether a browser is going to a page (Fetch Metadata §2.2), rather than code, an image or a WebSocket asking for something: these
 * can't be sent to a sign-in page.
 *
 * Without Sec-Fetch-Mode (programs, old browsers, plain http), decide by the first type in Accept (RFC 9110 §12.5.1): a page may be meant
 * unless it names something else. `X-CSRF` is only sent by code.
 */
export function isNavigation({ headers }: Pick<IncomingMessage, "headers">): boolean {
  if (isHandshake(headers) || headers["x-csrf"] !== undefined) return false;
  const mode = headers["sec-fetch-mode"];
  return mode === undefined ? mayBePage(headers.accept) : mode === "navigate";
}

/** Whether the answer is shown to a person: a navigation that takes HTML. Without Accept, only one that the browser calls so. */
export function wantsPage(request: Pick<IncomingMessage, "headers">): boolean {
  const { accept, "sec-fetch-mode": mode } = request.headers;
  return (accept === undefined ? mode !== undefined : accept.includes("text/html")) && isNavigation(request);
}

/** A WebSocket's. nginx asks forward auth with all that the browser sent for it but `Upgrade`, Caddy with that too. */
function isHandshake(headers: IncomingMessage["headers"]): boolean {
  return headers["sec-websocket-key"] !== undefined || headers.upgrade?.toLowerCase() === "websocket";
}

function mayBePage(accept: string | undefined): boolean {
  return accept === undefined || accept.includes("text/html") || /^\s*(\*|text)\/\*/.test(accept);
}
