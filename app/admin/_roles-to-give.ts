import { portal } from "#server/portal.ts";
import { type Administrator, readIfAllowed } from "./_admin.ts";

/** The names of the roles that an administrator may give: one with a permission that they lack is refused, so it is not offered. */
export async function rolesToGive(administrator: Administrator): Promise<string[]> {
  const roles = await readIfAllowed(administrator, "roles.list", {});
  const names = (roles?.items ?? []).map(({ name }) => name);
  return names.filter((name) => portal().admin.reachesRoles(administrator.actor, [name]));
}
