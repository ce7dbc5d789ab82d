import { nowMs as processMs } from "#server/clock.ts";
import type { Settings } from "#server/config/settings.ts";
import type { SessionVault } from "#server/sessions/session-vault.ts";
import type { SessionDirectory } from "./session-directory.ts";
import type { SessionDirectoryStore } from "./session-directory-store.ts";

const batchSize = 200;

export interface SessionDirectoryDeps {
  store: SessionDirectoryStore;
  vault: Pick<SessionVault, "end" | "endAllOfUser" | "endAll">;
  settings: Pick<Settings, "session">;
  nowMs?: () => number;
}

export function createSessionDirectory(deps: SessionDirectoryDeps): SessionDirectory {
  const { store, vault, settings, nowMs = processMs } = deps;
  const idleMs = settings.session.idleSeconds * 1000;
  const reason = "ended_by_administrator";
  return {
    async list(filter) {
      const { rows, next } = await store.list(filter, nowMs(), idleMs);
      const items = rows.map((row) => ({
        ...row,
        createdAt: row.createdAt.toISOString(),
        lastActiveAt: row.lastActiveAt.toISOString(),
        expiresAt: row.expiresAt.toISOString(),
      }));
      return { items, next };
    },

    async end(sessionId) {
      const userId = await store.ownerOf(sessionId);
      if (userId === undefined) return undefined;
      await vault.end({ id: sessionId, userId }, reason);
      return { userId };
    },

    endAllOfUser: (userId) => vault.endAllOfUser(userId, reason),

    async endMatching(filter) {
      const started = nowMs();
      let ended = 0;
      for (;;) {
        const ids = await store.idsOf(filter, started, idleMs, batchSize);
        if (ids.length === 0) return ended;
        ended += await vault.endAll(ids, reason);
      }
    },
  };
}
