import type { OperationOutput } from "#server/admin/operations.ts";
import { portal } from "#server/portal.ts";
import type { Administrator } from "../../_admin.ts";

/** Whether the administrator may do all that the person's roles allow, also those of a disabled person, who has them again later. */
export function isReached(
  { actor }: Administrator,
  { roleSources }: Pick<OperationOutput<"users.get">, "roleSources">,
): boolean {
  const roles = roleSources.map(({ role }) => role);
  return portal().admin.reachesRoles(actor, roles);
}
