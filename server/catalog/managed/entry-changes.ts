import type { LoadedSettings } from "#server/config/settings.ts";
import type { EndedCounts } from "#server/database/ended-counts.ts";
import type { TransactionClient } from "#server/database/run-transaction.ts";
import { addCounts } from "./add-counts.ts";
import type { CatalogEnds, EndedPart } from "./catalog-ends.ts";
import type { CatalogEntryStore, EntryRow, EntryWriter, SavedEntry } from "./catalog-entry-store.ts";
import { checkChange, type FieldStyle, type PlannedChange } from "./check-change.ts";
import { isNarrowed } from "./is-narrowed.ts";
import type { ChangeBy } from "./managed-catalog.ts";

export interface EntryChangesDeps {
  file: LoadedSettings;
  store: Pick<CatalogEntryStore, "change">;
  /** What ends with a client; handed in, because tokens and sessions are kept in rooms above. */
  ends: CatalogEnds;
  /** Refuses what leaves no admin who could sign in; handed in, because roles are kept in a room above. */
  keepAnAdmin<Result>(tx: TransactionClient, change: () => Promise<Result>): Promise<Result>;
}

/** What a change has done to one entry. */
export interface AppliedChange {
  before: EntryRow | undefined;
  after: EntryRow | undefined;
  /** How much of each kind ended with it. */
  counts: EndedCounts;
}

export interface ApplyOptions {
  style?: FieldStyle;
  /** Decides on each planned change before anything is checked or written. */
  mayChange?: ChangeBy["mayChange"];
  evenLastAdmin?: ChangeBy["evenLastAdmin"];
  /** Called when all is written; what it throws takes everything back. */
  beforeCommit?(): void;
}

/** Decides what to write, from all entries as they are. */
export type PlanChange = (rows: readonly EntryRow[]) => readonly PlannedChange[] | Promise<readonly PlannedChange[]>;

/**
 * Writes changes of entries: all of a plan or none, checked as a whole, with what ends because of them in the same transaction.
 *
 * Errors: those of checkChange and of the plan; last_admin; those of the database. Nothing has happened then.
 * Races:  changes happen one after the other. When this returns, every process that listens uses the new entries at its next
 *         request, and the others find out by the database.
 */
export function createEntryChanges({ file, store, ends, keepAnAdmin }: EntryChangesDeps) {
  async function apply(
    plan: PlanChange,
    by: string,
    { style = "inside", mayChange, evenLastAdmin = false, beforeCommit }: ApplyOptions = {},
  ): Promise<AppliedChange[]> {
    const parts: EndedPart[] = [];
    const applied = await store.change(async (writer) => {
      const planned = await plan(writer.rows);
      if (mayChange) for (const one of planned) mayChange(one);
      checkChange(file, writer.rows, planned, style);
      async function writeAll(): Promise<AppliedChange[]> {
        const done: AppliedChange[] = [];
        for (const { before, after } of planned) {
          const ended = await endOf(writer, before, after);
          parts.push(...ended);
          done.push({ before, after: await write(writer, before, after, by), counts: addCounts(ended) });
        }
        return done;
      }
      const isSafe = evenLastAdmin || !planned.some(takesProvider);
      const done = isSafe ? await writeAll() : await keepAnAdmin(writer.tx, writeAll);
      beforeCommit?.();
      return done;
    });
    for (const { afterCommit } of parts) afterCommit?.();
    return applied;
  }

  async function endOf(
    { tx, publish }: EntryWriter,
    before: EntryRow | undefined,
    after: SavedEntry | undefined,
  ): Promise<EndedPart[]> {
    if (before?.kind !== "clients") return [];
    const wasServed = before.enabled;
    const isServed = after?.enabled === true;
    // Also when it is enabled again: a request that was under way when it was disabled may have written afterwards.
    if (wasServed !== isServed) return [await ends.endClient(tx, publish, before.key)];
    if (isServed && isNarrowed(before.entry, after.entry)) return [await ends.narrowClient(tx, publish, before.key)];
    return [];
  }

  return { apply };
}

/** Whether people can't sign in at a provider any more after it. */
function takesProvider({ before, after }: PlannedChange): boolean {
  return before?.kind === "providers" && before.enabled && after?.enabled !== true;
}

export type EntryChanges = ReturnType<typeof createEntryChanges>;

async function write(
  writer: EntryWriter,
  before: EntryRow | undefined,
  after: SavedEntry | undefined,
  by: string,
): Promise<EntryRow | undefined> {
  if (after) return writer.save(after, by);
  if (before) await writer.remove(before);
  return undefined;
}
