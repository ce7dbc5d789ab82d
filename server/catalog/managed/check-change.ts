import { mistakesOfShape } from "#server/config/schema-mistakes.ts";
import type { LoadedSettings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import { type InputMistake, InvalidInputError } from "#server/errors/invalid-input-error.ts";
import type { EntryRow, SavedEntry } from "./catalog-entry-store.ts";
import { toConfigForm } from "./config-form.ts";
import { entrySchemas, keyFields, longestKey } from "./entry-kinds.ts";
import { usersOf } from "./entry-references.ts";
import { isInFile, settleWhole, type WholeMistake } from "./settle-whole.ts";

/** One entry before and after; `undefined` where there is none. */
export interface PlannedChange {
  before: EntryRow | undefined;
  after: SavedEntry | undefined;
}

/** How a mistake's field is written: inside the one entry that changes, or behind its kind and key. */
export type FieldStyle = "inside" | "whole";

/**
 * Refuses a change after which the file and the database together would have a mistake that they didn't have before.
 *
 * Errors: entry_in_settings; entry_in_use (facts: used_by); input_invalid (`InvalidInputError`).
 */
export function checkChange(
  file: LoadedSettings,
  rows: readonly EntryRow[],
  planned: readonly PlannedChange[],
  style: FieldStyle,
): void {
  for (const { after } of planned) {
    if (after && isInFile(file, after)) throw new AppError("entry_in_settings", { facts: { key: after.key } });
  }
  const changed = planned.flatMap(({ after }) => (after ? [after] : []));
  const own = changed.flatMap((entry) => shapeMistakes(entry));
  if (own.length > 0) throw invalid(own, changed, style);

  const gone = planned.flatMap(({ before, after }) => (before && !after ? [before] : []));
  const next = [...rows.filter((row) => !planned.some(({ before }) => before?.id === row.id)), ...changed.map(asRow)];
  const parsed = toConfigForm(next);
  for (const entry of gone) {
    const users = usersOf(entry, file, parsed.further);
    if (users.length > 0) {
      throw new AppError("entry_in_use", { facts: { key: entry.key, used_by: users.slice(0, 20).join(", ") } });
    }
  }

  const known = new Set(mistakesOf(file, rows).map(signature));
  const fresh = mistakesOf(file, next).filter(
    (mistake) => !known.has(signature(mistake)) || changed.some((entry) => isAbout(mistake, entry)),
  );
  if (fresh.length > 0) throw invalid(fresh, changed, style);
}

/** What the schema finds in one entry. */
function shapeMistakes(entry: SavedEntry): WholeMistake[] {
  const { kind, key } = entry;
  const schema = entrySchemas[kind];
  const found = mistakesOfShape(entry.entry, schema, schema.safeParse(entry.entry).error?.issues ?? []);
  if (key.length > longestKey) {
    found.push({
      setting: keyFields[kind],
      problem: `It is longer than ${longestKey} characters.`,
      fix: "Shorten it.",
    });
  }
  return found.map((mistake) => ({ entry: { kind, key }, mistake }));
}

function mistakesOf(file: LoadedSettings, rows: readonly EntryRow[]): readonly WholeMistake[] {
  // An entry that the file has too doesn't count.
  return settleWhole(file, toConfigForm(rows.filter((row) => !isInFile(file, row)))).mistakes;
}

function signature({ entry, mistake: { setting, problem } }: WholeMistake): string {
  return JSON.stringify([entry?.kind, entry?.key, setting, problem]);
}

function isAbout({ entry }: WholeMistake, { kind, key }: SavedEntry): boolean {
  return entry?.kind === kind && entry.key === key;
}

function invalid(
  mistakes: readonly WholeMistake[],
  changed: readonly SavedEntry[],
  style: FieldStyle,
): InvalidInputError {
  const [only] = changed;
  return new InvalidInputError(
    mistakes.map((found): InputMistake => {
      const { entry, mistake } = found;
      const inside = style === "inside" && only !== undefined && isAbout(found, only);
      const path = inside || !entry ? [mistake.setting] : [entry.kind, entry.key, mistake.setting];
      return { field: path.filter(Boolean).join("."), problem: mistake.problem, fix: mistake.fix };
    }),
  );
}

/** For checks only: what the saver doesn't decide doesn't count there. */
function asRow(entry: SavedEntry): EntryRow {
  const unknown = { revision: "", createdAt: new Date(0), createdBy: "", changedAt: new Date(0), changedBy: "" };
  return { ...entry, ...unknown };
}
