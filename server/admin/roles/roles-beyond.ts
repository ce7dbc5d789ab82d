import type { ProtectedRoles } from "#server/accounts/access/policy-control.ts";
import type { OperationContext } from "#server/admin/operation.ts";
import { permissionsOf } from "#server/admin/permissions.ts";
import { hasEverything } from "#server/admin/require-everything.ts";
import { requireOwnRoles } from "./require-own-roles.ts";

/** The roles with permissions that the actor lacks, whose people the actor may not lock out; `undefined` when there are none. */
export function rolesBeyond(context: Pick<OperationContext, "actor" | "services">): ProtectedRoles | undefined {
  const { actor, services } = context;
  if (hasEverything(actor)) return undefined;
  const isBeyond = (name: string) =>
    [...permissionsOf([name], services.roles.permissionsOf)].some((permission) => !actor.permissions.has(permission));
  const names = services.roles
    .definitions()
    .map(({ name }) => name)
    .filter(isBeyond);
  return { names, refuse: (roles) => requireOwnRoles(context, roles) };
}
