import { portal } from "#server/portal.ts";
import type { Administrator } from "./_admin.ts";
import { type EntryAct, entryActs, entryKinds } from "./_entries.ts";
import type { EntryConsole, ShownEntry } from "./_entry-console.ts";

/** What an administrator may do with an entry. */
export interface EntryMay {
  change: boolean;
  acts: readonly EntryAct[];
  /** The administrator may change others of its kind, but this one asks for more permissions. */
  lacksReach: boolean;
}

/** With an entry of the configuration file nothing can be done here. Disabling and deleting only take away, so reach is not asked. */
export function mayDo<Entry extends ShownEntry>(
  { kind, changeOperation, reaches }: EntryConsole<Entry>,
  { actor }: Administrator,
  shown: Entry,
): EntryMay {
  if (shown.origin !== "database") return { change: false, acts: [], lacksReach: false };
  const { admin } = portal();
  const within = reaches?.(actor, shown) ?? true;
  const change = within && admin.mayCall(actor, changeOperation);
  const acts = entryActs.filter((act) => {
    const operation = entryKinds[kind].acts[act]?.operation;
    return operation !== undefined && admin.mayCall(actor, operation) && (within || act !== "enable");
  });
  return { change, acts, lacksReach: !change && actor.permissions.has(`${kind}.write`) };
}
