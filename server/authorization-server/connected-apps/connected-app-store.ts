import { endGrants } from "#server/authorization-server/records/end-grants.ts";
import { hashRecordId } from "#server/authorization-server/records/oidc-record-store.ts";
import type { Database } from "#server/database/database.ts";

export interface ConnectedAppRow {
  id: string;
  clientId: string;
  scopes: string[];
  grantedAt: Date;
  lastUsedAt: Date | null;
  lastUsedFor: string | null;
}

export interface RegisteredAppRow {
  clientId: string;
  name: string | null;
  redirectUri: string | null;
  clientUri: string | null;
}

export interface RevokedAppRow {
  clientId: string;
  revokedAt: Date;
  /** Opaque ones. */
  accessTokens: number;
  refreshTokens: number;
  /** JWT access tokens by the API that they are for. */
  signedTokens: SignedTokens[];
}

export interface SignedTokens {
  audience: string;
  count: number;
  lastExpiry: Date;
}

/** Apps that a person gave access to. Every statement filters by the person. */
export function createConnectedAppStore({
  prisma,
  query,
  transaction,
}: Pick<Database, "prisma" | "query" | "transaction">) {
  const select = {
    id: true,
    clientId: true,
    scopes: true,
    grantedAt: true,
    lastUsedAt: true,
    lastUsedFor: true,
  } as const;

  return {
    /** What apps that registered themselves said about themselves; the authorization server keeps it by hashed id. */
    async findRegistered(clientIds: readonly string[]): Promise<RegisteredAppRow[]> {
      if (clientIds.length === 0) return [];
      return query<RegisteredAppRow>(
        `SELECT payload->>'client_id' AS "clientId", payload->>'client_name' AS name,
           payload->'redirect_uris'->>0 AS "redirectUri", payload->>'client_uri' AS "clientUri"
         FROM oidc_records WHERE model = 'Client' AND id_hash = ANY($1::text[])`,
        [clientIds.map(hashRecordId)],
      );
    },

    list: (userId: string): Promise<ConnectedAppRow[]> =>
      prisma.appGrant.findMany({ where: { userId, revokedAt: null }, select, orderBy: { grantedAt: "desc" } }),

    find: (userId: string, id: string): Promise<ConnectedAppRow | null> =>
      prisma.appGrant.findFirst({ where: { id, userId, revokedAt: null }, select }),

    /** Ends a grant with everything that hangs on it; `undefined` when there is none, or no longer. */
    async revoke(userId: string, id: string, now: Date): Promise<RevokedAppRow | undefined> {
      const which = { of: "person", userId, id } as const;
      const { clientId, tokens } = await transaction((tx, publish) => endGrants(tx, publish, which, now));
      if (clientId === null) return undefined;
      const total = (model: string) =>
        tokens.filter((ended) => ended.model === model && !ended.signed).reduce((sum, { count }) => sum + count, 0);
      const signedTokens = tokens
        .filter(({ signed }) => signed)
        .map(({ audience, count, lastExpiry }) => ({ audience: audience ?? "", count, lastExpiry }));
      const opaque = { accessTokens: total("AccessToken"), refreshTokens: total("RefreshToken") };
      return { clientId, revokedAt: now, ...opaque, signedTokens };
    },
  };
}
