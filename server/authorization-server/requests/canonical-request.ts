import type { IncomingMessage } from "node:http";
import { currentRequestContext } from "#server/http/request-context.ts";

/**
 * Overwrites what the library derives URLs from with the configured public URL: a forged Host would poison discovery
 * and endpoint URLs. The front door does the same; here it holds without one.
 *
 * Returns whether the request target is a plain path. Absolute-form targets (RFC 9112 §3.2.2) name a host of their own.
 */
export function canonicalizeRequest(request: IncomingMessage, publicUrl: URL): boolean {
  const { headers } = request;
  headers.host = publicUrl.host;
  delete headers["x-forwarded-host"];
  delete headers["forwarded"];
  headers["x-forwarded-proto"] = publicUrl.protocol.slice(0, -1);
  headers["x-forwarded-for"] = currentRequestContext()?.clientAddress ?? request.socket.remoteAddress ?? "";
  return request.url?.startsWith("/") === true && !request.url.startsWith("//");
}
