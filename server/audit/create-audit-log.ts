import type { Logger } from "#server/http/log/logger.ts";
import { currentRequestContext } from "#server/http/request-context.ts";
import type { AuditEntry, AuditLog } from "./audit-event.ts";
import type { AuditRow, AuditStore } from "./audit-store.ts";
import { FloodLimit } from "./flood-limit.ts";
import { storableEntry } from "./storable-entry.ts";
import { writeInBatches } from "./write-in-batches.ts";

/**
 * Writes audit events in the background, in order, in batches; each also goes to the log at once.
 *
 * Bounds: unauthenticated requests cause rows up to a limit, then a count (flood-limit.ts); the log has each. What an event says is
 *         cut and cleaned (storable-entry.ts).
 * Errors: a failed write is retried with the next entry or flush, so a short outage loses nothing.
 */
export function createAuditLog(store: AuditStore, log: Logger, now: () => Date = () => new Date()): AuditLog {
  const rows = writeInBatches<AuditRow>(store.insert, (error) =>
    log.error("audit events could not be written; they are kept and tried again", { error }),
  );
  const floodLimit = new FloodLimit();

  const enqueue = (row: AuditRow) => rows.add(storableEntry(row));

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

    flush: rows.flush,
  };
}
