import { isDeepStrictEqual } from "node:util";
import type { EntryRow } from "./catalog-entry-store.ts";
import type { FieldChange } from "./managed-catalog.ts";

type Compared = Pick<EntryRow, "entry" | "secretHashes" | "secret" | "enabled">;

/** What differs between two states of an entry, field by field; of secrets only that they differ. */
export function fieldChanges(before: Compared | undefined, after: Compared | undefined): FieldChange[] {
  const [was, is] = [before?.entry ?? {}, after?.entry ?? {}];
  const fields = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  const changes = fields
    .filter((field) => !isDeepStrictEqual(was[field], is[field]))
    .map((field): FieldChange => ({ field, before: was[field], after: is[field] }));
  if (before && after && before.enabled !== after.enabled) {
    changes.push({ field: "enabled", before: before.enabled, after: after.enabled });
  }
  const [hadSecret, hasSecret] = [before, after].map(secretsOf);
  if (!isDeepStrictEqual(hadSecret, hasSecret)) {
    changes.push({ field: "clientSecret", before: said(before), after: said(after) });
  }
  return changes;
}

function secretsOf(state: Compared | undefined): unknown {
  return [state?.secret ?? null, (state?.secretHashes ?? []).map(({ hash }) => hash)];
}

function said(state: Compared | undefined): string | undefined {
  if (!state) return undefined;
  const count = state.secretHashes.length + (state.secret === null ? 0 : 1);
  return count === 0 ? undefined : `${count} set`;
}
