import type { IncomingMessage } from "node:http";

/**
 * The one upgrade that is answered. Any other, such as the h2c that some programs offer with their first request, is
 * ignored and the request answered in HTTP/1.1 (RFC 9110 §7.8); by itself Node would leave it to the upgrade handler, which
 * can only hang up.
 *
 * Nor is there a WebSocket under /oauth2/: Caddy asks /oauth2/auth about one with the headers that the browser sent for it.
 */
export function isWebSocketUpgrade(request: IncomingMessage): boolean {
  return request.headers.upgrade?.toLowerCase() === "websocket" && !request.url?.startsWith("/oauth2/");
}
