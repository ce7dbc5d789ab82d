import type { AuditStore } from "./audit/audit-store.ts";
import type { Logger } from "./http/logger.ts";
import type { KeptReturnPaths } from "./sessions/kept-return-paths.ts";
import type { SessionStore } from "./sessions/session-store.ts";

const intervalMs = 60 * 60_000;
const dayMs = 24 * 60 * 60_000;
/** Ended sessions stay a while: activity pages and investigations name them. */
const keepEndedSessionsDays = 30;

export interface HousekeepingDeps {
  auditStore: Pick<AuditStore, "purgeBefore">;
  sessions: Pick<SessionStore, "purgeBefore">;
  keptReturnPaths: Pick<KeptReturnPaths, "purgeExpired">;
  auditRetentionDays: number;
  log: Pick<Logger, "warn">;
  nowMs?: () => number;
}

/** One round: what has outlived its retention is deleted. Never throws; the next round tries again. */
export async function keepHouse(deps: HousekeepingDeps) {
  const { auditStore, sessions, keptReturnPaths, auditRetentionDays, log, nowMs = Date.now } = deps;
  try {
    await auditStore.purgeBefore(new Date(nowMs() - auditRetentionDays * dayMs));
    await sessions.purgeBefore(new Date(nowMs() - keepEndedSessionsDays * dayMs));
    await keptReturnPaths.purgeExpired();
  } catch (error) {
    log.warn("housekeeping failed; it is tried again in an hour", { error });
  }
}

/** Every hour, in the background; returns how to stop it. */
export function startHousekeeping(deps: HousekeepingDeps): () => void {
  const timer = setInterval(() => void keepHouse(deps), intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}
