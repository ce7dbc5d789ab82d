import { FloodLimit } from "#server/audit/flood-limit.ts";
import { writeInBatches } from "#server/audit/write-in-batches.ts";
import type { AppError } from "#server/errors/app-error.ts";
import type { RefusalSubject } from "#server/errors/refusal.ts";
import type { Logger } from "#server/http/log/logger.ts";
import type { RequestContext } from "#server/http/request-context.ts";
import { type RefusalRow, refusalRow } from "./refusal-row.ts";
import type { RefusalStore } from "./refusal-store.ts";

const mostOfOneRequest = 3;

/** What administrators can ask about later, by the reference of an answer. */
export interface RefusalLog {
  /** Never throws and never delays the caller. */
  note(error: AppError, context: RequestContext, about?: RefusalSubject): void;
  flush(): Promise<void>;
}

/**
 * Remembers refusals in the database, in the background and in batches. They are in no log of security events: rows may be missing.
 *
 * Bounds: a row for each error of a request, of three at most; as many rows an address and a minute as the audit log takes of failures without a person.
 */
export function createRefusalLog(
  store: Pick<RefusalStore, "insert">,
  log: Pick<Logger, "warn">,
  now: () => Date = () => new Date(),
): RefusalLog {
  const noted = new WeakMap<RequestContext, Set<string>>();
  const floodLimit = new FloodLimit();
  const rows = writeInBatches<RefusalRow>(store.insert, (error) =>
    log.warn("refusals could not be written; they are kept and tried again", { error }),
  );

  /** An answer may be made in steps that each know the error; another error of the same request is the one that is answered. */
  function isNew({ code, refusal }: AppError, context: RequestContext): boolean {
    const known = noted.get(context) ?? new Set();
    noted.set(context, known);
    const kind = `${code} ${refusal?.rule}`;
    if (known.has(kind) || known.size >= mostOfOneRequest) return false;
    known.add(kind);
    return true;
  }

  return {
    note(error, context, about) {
      if (!isNew(error, context)) return;
      const at = now();
      const entry = { type: "request.refused", outcome: "failure" } as const;
      if (!floodLimit.admit(entry, context.clientAddress, at.getTime()).keep) return;
      rows.add(refusalRow(error, { context, about, at }));
    },
    flush: rows.flush,
  };
}
