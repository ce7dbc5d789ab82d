import type { Logger } from "#server/http/logger.ts";
import type { OidcRecordStore } from "./oidc-record-store.ts";
import type { SigningKeys } from "./signing-keys.ts";

const intervalMs = 5 * 60_000;
const batchRows = 500;
/** Expired rows stay a while: a replay just after expiry is still recognised as one. */
const keepExpiredMs = 60 * 60_000;

export interface HousekeepingDeps {
  records: Pick<OidcRecordStore, "purge" | "listOrphanedSessions">;
  endSession(sessionId: string): Promise<void>;
  signingKeys: Pick<SigningKeys, "refresh">;
  log: Pick<Logger, "warn">;
}

/** Looks after signing keys, sessions that ended unheard, and expired rows (in small batches), in the background. */
export function startHousekeeping(deps: HousekeepingDeps): { stop(): Promise<void> } {
  let stopped = false;
  let running: Promise<void> = Promise.resolve();

  async function run(): Promise<void> {
    try {
      await deps.signingKeys.refresh();
      for (const uid of await deps.records.listOrphanedSessions(new Date(), batchRows)) await deps.endSession(uid);
      const before = new Date(Date.now() - keepExpiredMs);
      // One batch at a time, so that requests get the database in between.
      while (!stopped && (await deps.records.purge(before, batchRows)) === batchRows);
    } catch (error) {
      deps.log.warn("housekeeping of the authorization server failed", { error });
    }
  }

  const timer = setInterval(() => {
    running = run();
  }, intervalMs);
  timer.unref();
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
