import { permissionsOf, permissionsOfScopes } from "#server/admin/permissions.ts";
import type { Catalog } from "#server/catalog/catalog.ts";

export interface MakerReachDeps {
  /** The roles that a person has now; none for one who is disabled, unknown or not allowed to sign in. */
  rolesOf(userId: string): Promise<readonly string[]>;
  permissionsOfRole: (role: string) => readonly string[];
  clients: Pick<Catalog["clients"], "find">;
}

/**
 * The roles that the maker of an invitation, or of an assignment to a person who has not signed in yet, may still give, as the audit log names makers: `operator`, `user:<id>`, `client:<id>`.
 *
 * Roles without a permission can be given by all makers, as when it was made.
 */
export type MakerReach = (maker: string, roles: readonly string[]) => Promise<string[]>;

export function createMakerReach({ rolesOf, permissionsOfRole, clients }: MakerReachDeps): MakerReach {
  async function permissionsOfMaker(maker: string): Promise<ReadonlySet<string>> {
    const id = maker.slice(maker.indexOf(":") + 1);
    if (maker.startsWith("user:")) return permissionsOf(await rolesOf(id), permissionsOfRole);
    return permissionsOfScopes(maker.startsWith("client:") ? (clients.find(id)?.scopes ?? []) : []);
  }

  return async (maker, roles) => {
    if (maker === "operator") return [...roles];
    const permissions = await permissionsOfMaker(maker);
    const isWithin = (role: string) =>
      [...permissionsOf([role], permissionsOfRole)].every((one) => permissions.has(one));
    return roles.filter(isWithin);
  };
}
