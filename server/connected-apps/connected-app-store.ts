import type { Database } from "#server/database/database.ts";

export interface ConnectedAppRow {
  id: string;
  clientId: string;
  scopes: string[];
  grantedAt: Date;
  lastUsedAt: Date | null;
  lastUsedFor: string | null;
}

export interface RevokedAppRow {
  clientId: string;
  grantId: string;
  revokedAt: Date;
  accessTokens: number;
  refreshTokens: number;
}

/** Apps that a person gave access to. Every statement filters by the person. */
export function createConnectedAppStore({ prisma, transaction }: Pick<Database, "prisma" | "transaction">) {
  const select = {
    id: true,
    clientId: true,
    scopes: true,
    grantedAt: true,
    lastUsedAt: true,
    lastUsedFor: true,
  } as const;

  return {
    list: (userId: string): Promise<ConnectedAppRow[]> =>
      prisma.appGrant.findMany({ where: { userId, revokedAt: null }, select, orderBy: { grantedAt: "desc" } }),

    find: (userId: string, id: string): Promise<ConnectedAppRow | null> =>
      prisma.appGrant.findFirst({ where: { id, userId, revokedAt: null }, select }),

    /**
     * Ends a grant with everything that hangs on it; `undefined` when there is none (any more).
     *
     * Races: a token issued meanwhile refers to a grant that is gone, and is worth nothing.
     */
    async revoke(userId: string, id: string, now: Date): Promise<RevokedAppRow | undefined> {
      return transaction(async (tx, publish) => {
        const grant = await tx.appGrant.findFirst({ where: { id, userId, revokedAt: null } });
        if (!grant) return undefined;
        const { count } = await tx.appGrant.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: now } });
        if (count === 0) return undefined;
        const live = { grantId: grant.grantId, expiresAt: { gt: now }, consumedAt: null };
        const accessTokens = await tx.oidcRecord.count({ where: { ...live, model: "AccessToken" } });
        const refreshTokens = await tx.oidcRecord.count({ where: { ...live, model: "RefreshToken" } });
        await tx.oidcRecord.deleteMany({ where: { grantId: grant.grantId } });
        await publish("portico_grant_ended", grant.grantId);
        return { clientId: grant.clientId, grantId: grant.grantId, revokedAt: now, accessTokens, refreshTokens };
      });
    },
  };
}
