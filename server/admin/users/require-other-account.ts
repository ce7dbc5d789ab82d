import type { AdminActor } from "#server/admin/admin-actor.ts";
import { AppError } from "#server/errors/app-error.ts";

/** Refuses an act on the actor's own account, because it would lock the administrator out. Errors: own_account. */
export function requireOtherAccount(actor: AdminActor, userId: string): void {
  if (actor.userId === userId) throw new AppError("own_account");
}
