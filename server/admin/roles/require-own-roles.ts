import type { AdminActor } from "#server/admin/admin-actor.ts";
import type { OperationContext } from "#server/admin/operation.ts";
import { type Permission, permissionsOf } from "#server/admin/permissions.ts";
import { AppError } from "#server/errors/app-error.ts";

/**
 * Refuses to give or take roles with permissions that the actor lacks, because the actor could give them to an account of their own.
 *
 * Errors: admin_not_allowed, with the permission that is missing.
 */
export function requireOwnRoles(
  { actor, services }: Pick<OperationContext, "actor"> & { services: Pick<OperationContext["services"], "roles"> },
  names: readonly string[],
): void {
  const missing = permissionBeyond(actor, names, services.roles.permissionsOf);
  if (missing !== undefined) throw new AppError("admin_not_allowed", { facts: { permission: missing } });
}

/** A permission of these roles that the actor lacks; `undefined` when the actor may give the roles and take them away. */
export function permissionBeyond(
  { permissions }: Pick<AdminActor, "permissions">,
  roles: readonly string[],
  ofRole?: (role: string) => readonly string[],
): Permission | undefined {
  return [...permissionsOf(roles, ofRole)].find((permission) => !permissions.has(permission));
}
