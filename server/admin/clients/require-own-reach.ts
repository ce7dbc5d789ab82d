import type { AdminActor } from "#server/admin/admin-actor.ts";
import { permissionsOfScopes } from "#server/admin/permissions.ts";
import { hasEverything, requireEverything } from "#server/admin/require-everything.ts";
import type { PlannedChange } from "#server/catalog/managed/check-change.ts";
import { AppError } from "#server/errors/app-error.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * Refuses to give a client more reach than the actor has, and to change a client that has it: with its secret or its redirect
 * addresses the actor would get the client's tokens.
 *
 * Scopes of the administration need their permissions. A client that skips the consent page, exchanges tokens for scopes of its
 * own or introspects tokens reaches every person's data, so it needs all permissions. What a client has before a change counts
 * like what it has after it.
 *
 * Errors: admin_not_allowed, with the permission that is missing.
 */
export function requireOwnReach(actor: Pick<AdminActor, "permissions">, { before, after }: PlannedChange): void {
  const states = [before, after].flatMap((state) => (state ? [state.entry] : []));
  if (states.some(reachesAllPeople)) requireEverything(actor);
  const beyond = permissionBeyond(actor, states);
  if (beyond !== undefined) throw new AppError("admin_not_allowed", { facts: { permission: beyond } });
}

/** Whether a client may do no more than the actor, as it is now: then the actor may change it. */
export function isWithinReach(actor: Pick<AdminActor, "permissions">, entry: Fields): boolean {
  return (!reachesAllPeople(entry) || hasEverything(actor)) && permissionBeyond(actor, [entry]) === undefined;
}

function permissionBeyond({ permissions }: Pick<AdminActor, "permissions">, entries: readonly Fields[]) {
  const needed = permissionsOfScopes(entries.flatMap(({ scopes }) => textsOf(scopes)));
  return [...needed].find((permission) => !permissions.has(permission));
}

function reachesAllPeople({ firstParty, exchangeScopes, introspects }: Fields): boolean {
  return firstParty === true || textsOf(exchangeScopes).length > 0 || textsOf(introspects).length > 0;
}

/** Of an entry that is not checked yet. */
function textsOf(list: unknown): string[] {
  return Array.isArray(list) ? list.map(String) : [];
}
