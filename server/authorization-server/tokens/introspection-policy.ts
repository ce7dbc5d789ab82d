import type { ClientLookup } from "#server/authorization-server/clients/client-lookup.ts";

export interface IntrospectedToken {
  kind: string;
  clientId?: string | undefined;
  aud?: string | string[] | undefined;
}

/**
 * Whether a caller may introspect a token (RFC 7662 §4): the client it was issued to may, and an API that it is addressed to;
 * of refresh tokens, the client alone. Other callers get exactly `{"active":false}`.
 */
export function mayIntrospect(
  clients: ClientLookup,
  caller: { clientId: string; isPublic: boolean },
  token: IntrospectedToken,
): boolean {
  if (token.clientId === caller.clientId) return true;
  if (caller.isPublic || token.kind === "RefreshToken") return false;
  const audiences = [token.aud ?? []].flat();
  return audiences.some((audience) => clients.find(caller.clientId)?.introspects.includes(audience));
}
