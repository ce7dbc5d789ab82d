import { z } from "zod";
import { ended, endedOf, time } from "#server/admin/shapes.ts";
import type { EntryChange, EntryPage, FieldChange, ManagedEntry } from "#server/catalog/managed/managed-catalog.ts";

/** An entry of the file or the database, as the administration shows it. */
export function entryShape<Schema extends z.ZodType>(entry: Schema) {
  return z.object({
    key: z.string(),
    origin: z.enum(["settings", "database"]).describe("settings: of the configuration file, and read-only here."),
    enabled: z.boolean(),
    revision: z.string().nullable().describe("Another one after every change; none for entries of the file."),
    createdAt: time.nullable(),
    createdBy: z.string().nullable(),
    changedAt: time.nullable(),
    changedBy: z.string().nullable(),
    hasSecret: z.boolean(),
    secrets: z.array(z.object({ id: z.string(), createdAt: time })).describe("Of a client: those that were made here."),
    entry,
  });
}

/** One field that got another value; `null` where the field is left out. */
export const fieldChange = z.object({ field: z.string(), before: z.unknown(), after: z.unknown() });

/** What a change answers: the entry as it is now, and what the change did. */
export function changeShape<Schema extends z.ZodType>(entry: Schema) {
  return entryShape(entry).extend({
    changes: z.array(fieldChange),
    ended,
  });
}

export function shownEntry<Entry>({ key, origin, entry, enabled, stored, secrets, hasSecret }: ManagedEntry<Entry>) {
  return {
    key,
    origin,
    enabled,
    revision: stored?.revision ?? null,
    createdAt: stored?.createdAt.toISOString() ?? null,
    createdBy: stored?.createdBy ?? null,
    changedAt: stored?.changedAt.toISOString() ?? null,
    changedBy: stored?.changedBy ?? null,
    hasSecret,
    secrets: secrets.map(({ id, createdAt }) => ({ id, createdAt: createdAt.toISOString() })),
    entry,
  };
}

export function shownPage<Entry>({ entries, next }: EntryPage<Entry>) {
  return { items: entries.map(shownEntry), next: next ?? null };
}

export function shownChange<Entry>({ entry, changes, counts }: EntryChange<Entry>) {
  return { ...shownEntry(entry), changes: changes.map(shownFieldChange), ended: endedOf(counts) };
}

export function shownFieldChange({ field, before = null, after = null }: FieldChange) {
  return { field, before, after };
}
