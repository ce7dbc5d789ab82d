import type { OperationContext } from "#server/admin/operation.ts";
import { permissionsOf } from "#server/admin/permissions.ts";
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
  const permissions = permissionsOf(names, services.roles.permissionsOf);
  const missing = [...permissions].find((permission) => !actor.permissions.has(permission));
  if (missing !== undefined) throw new AppError("admin_not_allowed", { facts: { permission: missing } });
}
