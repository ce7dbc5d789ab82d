import type { OperationContext } from "#server/admin/operation.ts";
import { permissionsOfScopes } from "#server/admin/permissions.ts";
import { AppError } from "#server/errors/app-error.ts";

/**
 * Refuses to give a client scopes of the administration that the actor has no permission for, and to change such a client: with its
 * secret or its redirect addresses the actor would get the client's tokens, and so permissions beyond its own.
 *
 * Errors: admin_not_allowed, with the permission that is missing.
 */
export async function requireOwnReach(
  {
    actor,
    services,
  }: Pick<OperationContext, "actor"> & { services: Pick<OperationContext["services"], "managedCatalog"> },
  clientId: string | undefined,
  given: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const present = clientId === undefined ? undefined : await services.managedCatalog.clients.find(clientId);
  const scopes = [
    ...(present?.entry.scopes ?? []),
    ...(Array.isArray(given["scopes"]) ? given["scopes"].map(String) : []),
  ];
  const beyond = [...permissionsOfScopes(scopes)].find((permission) => !actor.permissions.has(permission));
  if (beyond !== undefined) throw new AppError("admin_not_allowed", { facts: { permission: beyond } });
}
