import type { OperationContext } from "#server/admin/operation.ts";
import { requireOwnRoles } from "#server/admin/roles/require-own-roles.ts";

/**
 * Refuses to disable, enable or delete a person, or to take a way to sign in from them, who may do more than the actor: an account
 * of an administrator is decided on by those who may do as much. Roles count that come back with a provider which is away.
 *
 * Errors: admin_not_allowed, with the permission that is missing.
 */
export async function requireReachOfPerson(context: OperationContext, userId: string): Promise<void> {
  requireOwnRoles(context, await context.services.roles.rolesWhenEnabled(userId));
}
