import type { IncomingMessage } from "node:http";
import { targetPath } from "#server/http/request-target.ts";
import { findRoute } from "#server/routes/find-route.ts";

/**
 * The one upgrade that is answered. Any other, such as the h2c that some programs offer with their first request, is
 * ignored and the request answered in HTTP/1.1 (RFC 9110 §7.8); by itself Node would leave it to the upgrade handler, which
 * can only hang up.
 */
export function isWebSocketUpgrade(request: IncomingMessage): boolean {
  return request.headers.upgrade?.toLowerCase() === "websocket" && !findRoute(targetPath(request.url)).ignoresUpgrade;
}
