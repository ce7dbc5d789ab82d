import { changedBy } from "#server/admin/entries/note-entry-change.ts";
import type { OperationContext } from "#server/admin/operation.ts";
import type { ChangeBy } from "#server/catalog/managed/managed-catalog.ts";
import { requireOwnReach } from "./require-own-reach.ts";

/** The actor and the revision of a change of a client. The actor's reach is checked on the client as the change finds it. */
export function changedWithinReach(context: Pick<OperationContext, "actor" | "ifMatch">): ChangeBy {
  return { ...changedBy(context), mayChange: (planned) => requireOwnReach(context.actor, planned) };
}
