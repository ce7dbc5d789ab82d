import { firstSlice, type RecordUpkeepStore } from "#server/authorization-server/records/record-upkeep-store.ts";
import type { SigningKeys } from "#server/authorization-server/signing-keys/signing-keys.ts";
import type { StatusLists } from "#server/authorization-server/status-lists/create-status-lists.ts";
import type { Logger } from "#server/http/log/logger.ts";

const intervalMs = 5 * 60_000;
const batchRows = 500;
/** Expired rows stay a while: a replay just after expiry is still recognised as one. */
const keepExpiredMs = 60 * 60_000;
/** Shorter for rows that anonymous callers cause. A device that polls gets expired_token within this time (RFC 8628 §3.5). */
const keepUnansweredMs = 60_000;

export interface ProtocolUpkeepDeps {
  records: RecordUpkeepStore;
  endSession(sessionId: string): Promise<void>;
  signingKeys: Pick<SigningKeys, "refresh">;
  statusLists: Pick<StatusLists, "purge">;
  idleSeconds: number;
  log: Pick<Logger, "warn">;
  nowMs?: () => number;
}

export interface ProtocolUpkeep {
  /** One round; never throws, and the next one tries again what failed. Rounds don't overlap. */
  run(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Looks after signing keys, sessions that ended unheard, expired rows and status lists, in the background.
 *
 * Cost: small batches one after the other, so that requests get the database in between: the embedded one has a single
 *       connection.
 */
export function startProtocolUpkeep(deps: ProtocolUpkeepDeps): ProtocolUpkeep {
  const { records, nowMs = Date.now } = deps;
  let stopped = false;
  let running: Promise<void> | undefined;

  async function endUnheardSessions(): Promise<void> {
    const limits = { now: new Date(nowMs()), idleSeconds: deps.idleSeconds };
    for (let after: string | undefined = firstSlice; after !== undefined && !stopped; ) {
      const { over, next } = await records.findEndedSessions(after, batchRows, limits);
      for (const sessionId of over) await deps.endSession(sessionId);
      after = next;
    }
  }

  async function purge(): Promise<void> {
    const unansweredBefore = new Date(nowMs() - keepUnansweredMs);
    while (!stopped && (await records.purgeUnanswered(unansweredBefore, batchRows)) === batchRows);
    const before = new Date(nowMs() - keepExpiredMs);
    while (!stopped && (await records.purge(before, batchRows)) === batchRows);
    await deps.statusLists.purge(before);
  }

  async function round(): Promise<void> {
    for (const work of [deps.signingKeys.refresh, endUnheardSessions, purge]) {
      try {
        await work();
      } catch (error) {
        deps.log.warn("housekeeping of the authorization server failed", { error });
      }
    }
  }

  const run = () => (running ??= round().finally(() => (running = undefined)));
  const timer = setInterval(run, intervalMs);
  timer.unref();
  return {
    run,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
