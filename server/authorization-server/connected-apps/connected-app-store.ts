import { createHash } from "node:crypto";
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
  grantId: string;
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

/** JWT access tokens are those with a place in a status list. */
const signedTokensSql = `SELECT payload->>'aud' AS audience, count(*)::int AS count, max(expires_at) AS "lastExpiry"
  FROM oidc_records WHERE grant_id = $1 AND status_list_id IS NOT NULL AND expires_at > $2 GROUP BY 1 ORDER BY 1`;

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
        [clientIds.map((clientId) => createHash("sha256").update(clientId).digest("base64url"))],
      );
    },

    list: (userId: string): Promise<ConnectedAppRow[]> =>
      prisma.appGrant.findMany({ where: { userId, revokedAt: null }, select, orderBy: { grantedAt: "desc" } }),

    find: (userId: string, id: string): Promise<ConnectedAppRow | null> =>
      prisma.appGrant.findFirst({ where: { id, userId, revokedAt: null }, select }),

    /**
     * Ends a grant with everything that hangs on it; `undefined` when there is none (any more).
     *
     * Races: a token issued meanwhile refers to a grant that is gone, and is worth nothing (token-state-store.ts).
     */
    async revoke(userId: string, id: string, now: Date): Promise<RevokedAppRow | undefined> {
      return transaction(async (tx, publish) => {
        const grant = await tx.appGrant.findFirst({ where: { id, userId, revokedAt: null } });
        if (!grant) return undefined;
        const { count } = await tx.appGrant.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: now } });
        if (count === 0) return undefined;
        const live = { grantId: grant.grantId, expiresAt: { gt: now }, consumedAt: null };
        const accessTokens = await tx.oidcRecord.count({
          where: { ...live, model: "AccessToken", statusListId: null },
        });
        const refreshTokens = await tx.oidcRecord.count({ where: { ...live, model: "RefreshToken" } });
        const signedTokens = await tx.$queryRawUnsafe<SignedTokens[]>(signedTokensSql, grant.grantId, now);
        await tx.oidcRecord.deleteMany({ where: { grantId: grant.grantId } });
        await publish("portico_grant_ended", grant.grantId);
        const counts = { accessTokens, refreshTokens, signedTokens };
        return { clientId: grant.clientId, grantId: grant.grantId, revokedAt: now, ...counts };
      });
    },
  };
}
