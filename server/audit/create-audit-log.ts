import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "#server/http/log/logger.ts";
import { currentRequestContext } from "#server/http/request-context.ts";
import type { AuditEntry, AuditLog } from "./audit-event.ts";
import type { AuditRow, AuditStore } from "./audit-store.ts";
import { FloodLimit } from "./flood-limit.ts";
import { storableEntry } from "./storable-entry.ts";

const batchSize = 200;
const coalesceMilliseconds = 10;
/** A database that stays away this long costs entries; the log line still has them. */
const maxWaiting = 10_000;

/**
 * Writes audit events in the background, in order, in batches; each also goes to the log at once.
 *
 * Bounds: unauthenticated requests cause rows up to a limit, then a count (flood-limit.ts); the log has each. What an event says is
 *         cut and cleaned (storable-entry.ts).
 * Errors: a failed write is retried with the next entry or flush, so a short outage loses nothing.
 */
export function createAuditLog(store: AuditStore, log: Logger, now: () => Date = () => new Date()): AuditLog {
  const waiting: AuditRow[] = [];
  const floodLimit = new FloodLimit();
  let writing: Promise<void> | undefined;

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, batchSize);
      await store.insert(batch);
      waiting.splice(0, batch.length);
      // The first event is written at once; under load those that follow share a statement.
      if (waiting.length > 0 && waiting.length < batchSize) await delay(coalesceMilliseconds);
    }
  }

  function write(): Promise<void> {
    writing ??= drain()
      .catch((error: unknown) =>
        log.error("audit events could not be written; they are kept and tried again", { error }),
      )
      .finally(() => {
        writing = undefined;
      });
    return writing;
  }

  function enqueue(row: AuditRow): void {
    if (waiting.length >= maxWaiting) return;
    waiting.push(storableEntry(row));
    void write();
  }

  return {
    record(entry: AuditEntry) {
      const context = currentRequestContext();
      const row: AuditRow = {
        ...entry,
        at: now(),
        clientAddress: context?.clientAddress,
        userAgent: context?.userAgent?.slice(0, 512),
        requestId: context?.requestId,
      };
      log.info(`audit ${entry.type}`, {
        outcome: entry.outcome,
        user_id: entry.userId,
        session_id: entry.sessionId,
        client_id: entry.clientId,
        provider_id: entry.providerId,
        actor: entry.actor,
        ...entry.details,
      });
      const { keep, floods } = floodLimit.admit(entry, row.clientAddress, row.at.getTime());
      for (const { suppressed, ...flood } of floods) {
        enqueue({ ...flood, details: { suppressed }, at: row.at, userAgent: undefined, requestId: undefined });
      }
      if (keep) enqueue(row);
    },

    async flush() {
      await writing;
      if (waiting.length > 0) await write();
    },
  };
}
