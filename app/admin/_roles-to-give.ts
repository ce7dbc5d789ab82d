import { type Administrator, readIfAllowed } from "./_admin.ts";

/** The names of the roles that an administrator may give: one with a permission that they lack is refused, so it is not offered. */
export async function rolesToGive(administrator: Administrator): Promise<string[]> {
  const roles = await readIfAllowed(administrator, "roles.list", {});
  const own: ReadonlySet<string> = administrator.actor.permissions;
  return (roles?.items ?? [])
    .filter(({ permissions }) => permissions.every((permission) => own.has(permission)))
    .map(({ name }) => name);
}
