import { namesOf } from "#server/access/policy/names-of.ts";
import type { PersonFacts } from "#server/accounts/person/person-facts.ts";
import { adminRole } from "#server/config/roles/built-in-roles.ts";
import type { Settings } from "#server/config/settings.ts";

type RoleRules = Pick<Settings, "roles" | "admins">;

/**
 * The roles of a person: assigned to them, assigned to a group of theirs, or given by the settings. Pure.
 *
 * Each once, in the order of the settings. An assigned role that the settings don't define any more counts as none, and an
 * assignment to a group counts only while an identity given here has the group.
 */
export function effectiveRoles(facts: PersonFacts, { roles, admins }: RoleRules): string[] {
  const groups = new Set<string>(facts.identities.flatMap((identity) => identity.groups));
  const assigned = new Set(
    facts.assigned.filter(({ group }) => group === null || groups.has(group)).map(({ role }) => role),
  );
  const isAdmin = facts.identities.some((identity) => namesOf(identity).some((name) => admins.includes(name)));
  return roles
    .filter(
      ({ name, groups: given }) =>
        assigned.has(name) || given.some((group) => groups.has(group)) || (name === adminRole && isAdmin),
    )
    .map(({ name }) => name);
}
