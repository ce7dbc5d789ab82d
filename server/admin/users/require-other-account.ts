import type { AdminActor } from "#server/admin/admin-actor.ts";
import { AppError } from "#server/errors/app-error.ts";

/** Keeps an administrator from locking himself out by accident. Errors: own_account. */
export function requireOtherAccount(actor: AdminActor, userId: string): void {
  if (actor.userId === userId) throw new AppError("own_account");
}
