import type { SweepRunner } from "#server/accounts/access/sweep-runner.ts";
import type { AccountControl } from "#server/accounts/account-control.ts";
import type { IdempotencyStore } from "#server/admin/api/idempotency-store.ts";
import type { ConsoleNotes } from "#server/admin/notes/console-notes.ts";
import type { AuditStore } from "#server/audit/audit-store.ts";
import type { RefusalStore } from "#server/audit/refusals/refusal-store.ts";
import type { Logger } from "#server/http/log/logger.ts";
import type { KeptReturnPaths } from "#server/sessions/kept-return-paths.ts";
import type { SessionStore } from "#server/sessions/session-store.ts";
import type { SessionUpkeep } from "#server/sessions/session-vault.ts";

const intervalMs = 5 * 60_000;
const dayMs = 24 * 60 * 60_000;
/** Ended sessions stay a while: activity pages and investigations name them. */
const keepEndedSessionsDays = 30;
/** Small enough that requests get the database in between: the embedded one has a single connection. */
const rowsAtOnce = 500;
/** Each one is announced, and requests to providers and apps follow. */
const endingsAtOnce = 50;

export interface HousekeepingDeps {
  auditStore: Pick<AuditStore, "purge">;
  refusals: Pick<RefusalStore, "purgeBefore">;
  sessions: Pick<SessionStore, "purgeBefore">;
  idempotencyKeys: Pick<IdempotencyStore, "purgeExpired">;
  keptReturnPaths: Pick<KeptReturnPaths, "purgeExpired">;
  consoleNotes: Pick<ConsoleNotes, "purgeExpired">;
  vault: Pick<SessionUpkeep, "endOverdue">;
  accounts: Pick<AccountControl, "finish">;
  /** Ends what the policies no longer allow. */
  access: Pick<SweepRunner, "run">;
  /** Waits until providers have been asked about the tokens of what was ended. */
  settle(): Promise<void>;
  auditRetentionDays: number;
  refusalRetentionDays: number;
  log: Pick<Logger, "warn">;
  nowMs?: () => number;
}

export interface Housekeeping {
  /** One round; never throws, and the next one tries again what failed. Rounds don't overlap. */
  run(): Promise<void>;
  /** Waits for the batch in hand. */
  stop(): Promise<void>;
}

/**
 * Ends sessions that are over without an end, what disabled accounts still have, and deletes what has outlived its retention.
 *
 * Cost:  statements of a bounded number of rows, one after the other.
 * Races: any number of processes may do this at once; each row is handled by one of them.
 */
export function createHousekeeping(deps: HousekeepingDeps): Housekeeping {
  const { auditStore, refusals, sessions, keptReturnPaths, consoleNotes, vault, accounts, nowMs = Date.now } = deps;
  const daysAgo = (days: number) => new Date(nowMs() - days * dayMs);
  let stopped = false;
  let running: Promise<void> | undefined;

  async function endOverdue(): Promise<void> {
    while (!stopped && (await vault.endOverdue(endingsAtOnce)) === endingsAtOnce) await deps.settle();
  }

  async function finishDisabled(): Promise<void> {
    while (!stopped && (await accounts.finish(endingsAtOnce)) === endingsAtOnce) await deps.settle();
  }

  async function purge(deleteSome: (limit: number) => Promise<number>): Promise<void> {
    while (!stopped && (await deleteSome(rowsAtOnce)) === rowsAtOnce);
  }

  const works: readonly (() => Promise<unknown>)[] = [
    endOverdue,
    finishDisabled,
    deps.access.run,
    () => purge((limit) => auditStore.purge(deps.auditRetentionDays, limit)),
    () => purge((limit) => sessions.purgeBefore(daysAgo(keepEndedSessionsDays), limit)),
    () => purge((limit) => refusals.purgeBefore(daysAgo(deps.refusalRetentionDays), limit)),
    () => purge(keptReturnPaths.purgeExpired),
    () => purge(deps.idempotencyKeys.purgeExpired),
    () => purge(consoleNotes.purgeExpired),
  ];

  async function round(): Promise<void> {
    for (const work of works) {
      try {
        await work();
      } catch (error) {
        deps.log.warn("housekeeping failed; it is tried again in five minutes", { error });
      }
    }
  }

  return {
    run: () => (running ??= round().finally(() => (running = undefined))),
    async stop() {
      stopped = true;
      await running;
    },
  };
}

/** A round every five minutes, in the background; returns how to stop it. */
export function startHousekeeping(deps: HousekeepingDeps): () => Promise<void> {
  const { run, stop } = createHousekeeping(deps);
  const timer = setInterval(() => void run(), intervalMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    return stop();
  };
}
