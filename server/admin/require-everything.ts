import { AppError } from "#server/errors/app-error.ts";
import type { AdminActor } from "./admin-actor.ts";
import { adminScope, allPermissions } from "./permissions.ts";

/** Whether an actor has all permissions, as the role admin and the operator have. */
export function hasEverything({ permissions }: Pick<AdminActor, "permissions">): boolean {
  return [...allPermissions].every((permission) => permissions.has(permission));
}

/**
 * Refuses what would let the actor act as any person, and so with permissions that the actor lacks.
 *
 * Errors: admin_not_allowed, with a permission that is missing and the scope that has all.
 */
export function requireEverything({ permissions }: Pick<AdminActor, "permissions">): void {
  const missing = [...allPermissions].find((permission) => !permissions.has(permission));
  if (missing !== undefined)
    throw new AppError("admin_not_allowed", { facts: { permission: missing, scope: adminScope } });
}
