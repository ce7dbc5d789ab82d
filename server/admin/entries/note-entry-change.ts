import type { OperationContext, OperationTarget } from "#server/admin/operation.ts";
import type { ChangeBy, EntryChange } from "#server/catalog/managed/managed-catalog.ts";

/** Of one value in the audit event. */
const longestValue = 300;

/** Who changes, and from which revision. */
export function changedBy({ actor, ifMatch }: Pick<OperationContext, "actor" | "ifMatch">): ChangeBy {
  return { by: actor.name, revision: ifMatch, evenLastAdmin: actor.kind === "operator" };
}

/** Puts the change into the audit event, field by field, before and after. Entries have no secrets. */
export function noteEntryChange<Entry>(
  { note }: Pick<OperationContext, "note">,
  target: OperationTarget,
  { entry, changes, counts }: EntryChange<Entry>,
): void {
  const said = changes.map(({ field, before, after }) => `${field}: ${valueText(before)} → ${valueText(after)}`);
  note(target, { entry: entry.key, changes: said, ...counts });
}

function valueText(value: unknown): string {
  const text = value === undefined ? "—" : JSON.stringify(value);
  return text.length > longestValue ? `${text.slice(0, longestValue).toWellFormed()}…` : text;
}
