import type { ApiRoute } from "#server/bff/calls/api-table.ts";
import { currentRequestContext } from "#server/http/request-context.ts";

/**
 * The headers that describe the forwarding server: X-Forwarded-* and X-Request-Id, ours alone. A provider's own API is
 * a third party: it doesn't learn the person's address.
 */
export function createForwardedBy(publicUrl: string): (route: ApiRoute) => string[] {
  const { host, protocol } = new URL(publicUrl);
  const proto = protocol.slice(0, -1);
  return function forwardedBy(route) {
    const context = currentRequestContext();
    const headers = context ? ["x-request-id", context.requestId] : [];
    if (route.tokenKind === "provider") return headers;
    if (context) headers.push("x-forwarded-for", context.clientAddress);
    headers.push("x-forwarded-host", host, "x-forwarded-proto", proto);
    return headers;
  };
}
