import { z } from "zod";
import { counts, time } from "#server/admin/shapes.ts";
import type { EntryChange, EntryPage, ManagedEntry } from "#server/catalog/managed/managed-catalog.ts";

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

/** What a change answers: the entry as it is now, and what the change did. */
export function changeShape<Schema extends z.ZodType>(entry: Schema) {
  return entryShape(entry).extend({
    changes: z.array(z.object({ field: z.string(), before: z.unknown(), after: z.unknown() })),
    ended: counts.describe("How much of each kind ended with it."),
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

export function shownChange<Entry>({ entry, changes, counts: ended }: EntryChange<Entry>) {
  return { ...shownEntry(entry), changes: [...changes], ended: { ...ended } };
}
