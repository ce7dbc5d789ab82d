import type { AdapterFactory, AdapterPayload } from "oidc-provider";
import type { StatusLists } from "./create-status-lists.ts";

/** RFC 9068 access tokens say where their status stands. Spec: draft-ietf-oauth-status-list-21 §6.1, §6.2. */
export interface StatusClaim {
  status_list: { idx: number; uri: string };
}

export interface NewJwtAccessToken {
  model: "AccessToken" | "ClientCredentials";
  jti: string;
  /** As an opaque token's record would have it. */
  payload: AdapterPayload;
  expiresInSeconds: number;
}

export type RecordJwtAccessToken = (token: NewJwtAccessToken) => Promise<StatusClaim>;

/**
 * Writes a JWT access token's record, as that of an opaque one, before anyone has the token: what ends opaque tokens then ends
 * this one, and its status list says so.
 *
 * Cost:   a row in a statement that other tokens of the moment share (record-batches.ts), as for an opaque token.
 * Errors: those of the adapter; without its record, a token that could not be ended would be issued.
 */
export function createJwtAccessTokenRecorder(
  adapter: AdapterFactory,
  { places, uriOf }: Pick<StatusLists, "places" | "uriOf">,
): RecordJwtAccessToken {
  return async ({ model, jti, payload, expiresInSeconds }) => {
    const status = await places.take();
    // Named otherwise than `jti`, which the adapter takes for an opaque token's secret and keeps out of the record.
    await adapter(model).upsert(jti, { ...payload, jwtId: jti, status }, expiresInSeconds);
    return { status_list: { idx: status.index, uri: uriOf(status.listId) } };
  };
}
