import {
  adminNouns,
  allPermissions as everything,
  isWritable,
  type Permission,
} from "#server/config/roles/administration-nouns.ts";

export type { AdminNoun, Permission } from "#server/config/roles/administration-nouns.ts";

const reading: readonly Permission[] = adminNouns.map((noun) => `${noun}.read` as const);

/** What the portal's own roles may do. An operator's role has the permissions that the settings give it. */
const permissionsOfRoles: ReadonlyMap<string, readonly Permission[]> = new Map([
  ["admin", everything],
  ["auditor", reading],
  [
    "support",
    [
      "users.read",
      "sessions.read",
      "sessions.write",
      "grants.read",
      "grants.write",
      "clients.read",
      "roles.read",
      "audit.read",
      "explain.read",
    ],
  ],
]);

export const allPermissions: ReadonlySet<Permission> = new Set(everything);

export function isPermission(name: string): name is Permission {
  return (everything as readonly string[]).includes(name);
}

/** What a person with these roles may do; `ofRole` gives the permissions of the operator's roles. */
export function permissionsOf(
  roles: readonly string[],
  ofRole: (role: string) => readonly string[] = () => [],
): ReadonlySet<Permission> {
  return new Set(roles.flatMap((role) => permissionsOfRoles.get(role) ?? ofRole(role).filter(isPermission)));
}

/** The scope of the API that has all permissions. */
export const adminScope = "portico.admin";

/** What a token with these scopes may do; a noun's scope has reading and, where something can be changed, writing. */
export function permissionsOfScopes(scopes: readonly string[]): ReadonlySet<Permission> {
  return new Set(
    scopes.flatMap((scope): readonly Permission[] => {
      if (scope === adminScope) return everything;
      if (scope === `${adminScope}.read`) return reading;
      const noun = adminNouns.find((one) => scope === `${adminScope}.${one}` || scope === `${adminScope}.${one}.read`);
      if (noun === undefined) return [];
      const writes = !scope.endsWith(".read") && isWritable(noun);
      return writes ? [`${noun}.read`, `${noun}.write`] : [`${noun}.read`];
    }),
  );
}
