import type { IncomingMessage } from "node:http";
import { targetPath } from "#server/http/request-target.ts";

/** Endpoints that programs call, also code in a browser. Their answers are no pages. */
const programEndpoints = new Set([
  "/oauth2/token",
  "/oauth2/par",
  "/oauth2/introspect",
  "/oauth2/revoke",
  "/oauth2/userinfo",
  "/oauth2/device_authorization",
  "/oauth2/register",
  "/oauth2/jwks",
  "/.well-known/openid-configuration",
  "/.well-known/oauth-authorization-server",
]);

export function isProgramEndpoint({ url }: IncomingMessage): boolean {
  return programEndpoints.has(targetPath(url));
}

/**
 * Lets errors of these endpoints be JSON (RFC 6749 §5.2) whatever Accept says: Java's HttpURLConnection puts text/html first by
 * itself, and would be sent to the error page.
 */
export function preferJson(request: IncomingMessage): void {
  const wantsPage = request.headers.accept?.includes("text/html") === true;
  if (wantsPage && isProgramEndpoint(request)) request.headers.accept = "application/json";
}
