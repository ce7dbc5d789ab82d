import type { AuditLog } from "#server/audit/audit-event.ts";
import type { Catalog } from "#server/catalog/catalog.ts";
import type { Database } from "#server/database/database.ts";
import { createConnectedAppStore, type RevokedAppRow } from "./connected-app-store.ts";
import type { GrantDirectory } from "./grant-directory.ts";
import { createGrantDirectoryStore } from "./grant-directory-store.ts";

export interface GrantDirectoryDeps {
  catalog: Pick<Catalog, "clients">;
  database: Pick<Database, "prisma" | "query" | "transaction">;
  audit: AuditLog;
}

export function createGrantDirectory({ catalog, database, audit }: GrantDirectoryDeps): GrantDirectory {
  const grants = createGrantDirectoryStore(database);
  const apps = createConnectedAppStore(database);

  /** Apps that registered themselves stand in no settings. */
  async function namesOf(clientIds: readonly string[]): Promise<(clientId: string) => string> {
    const unknown = [...new Set(clientIds)].filter((clientId) => !catalog.clients.find(clientId));
    const registered = new Map((await apps.findRegistered(unknown)).map(({ clientId, name }) => [clientId, name]));
    return (clientId) => catalog.clients.find(clientId)?.name ?? registered.get(clientId) ?? clientId;
  }

  async function revoke(userId: string, id: string): Promise<RevokedAppRow | undefined> {
    const revoked = await apps.revoke(userId, id, new Date());
    if (!revoked) return undefined;
    const { clientId } = revoked;
    audit.record({ type: "app_access.revoked", outcome: "success", userId, clientId, details: countsOf([revoked]) });
    return revoked;
  }

  return {
    async list(filter) {
      const { rows, next } = await grants.list(filter);
      const nameOf = await namesOf(rows.map(({ clientId }) => clientId));
      const items = rows.map((row) => ({
        ...row,
        appName: nameOf(row.clientId),
        grantedAt: row.grantedAt.toISOString(),
        lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
      }));
      return { items, next };
    },

    async revoke(grantId) {
      const userId = await grants.ownerOf(grantId);
      const revoked = userId === undefined ? undefined : await revoke(userId, grantId);
      if (userId === undefined || !revoked) return undefined;
      return { userId, clientId: revoked.clientId, counts: countsOf([revoked]) };
    },

    async revokeAllOfUser(userId) {
      const revoked: RevokedAppRow[] = [];
      for (const id of await grants.idsOfUser(userId)) {
        const one = await revoke(userId, id);
        if (one) revoked.push(one);
      }
      return { counts: countsOf(revoked) };
    },
  };
}

function countsOf(revoked: readonly RevokedAppRow[]) {
  const counts = { apps: revoked.length, access_tokens: 0, refresh_tokens: 0 };
  for (const { accessTokens, refreshTokens, signedTokens } of revoked) {
    counts.access_tokens += accessTokens + signedTokens.reduce((sum, { count }) => sum + count, 0);
    counts.refresh_tokens += refreshTokens;
  }
  return counts;
}
