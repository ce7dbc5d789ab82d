import { namesOf } from "#server/access/policy/names-of.ts";
import type { PersonFacts } from "#server/accounts/person/person-facts.ts";
import { adminRole } from "#server/config/roles/built-in-roles.ts";
import type { Settings } from "#server/config/settings.ts";

type RoleRules = Pick<Settings, "roles" | "admins">;

/** Why a person has a role. */
export interface RoleSource {
  role: string;
  /**
   * assigned: to the person. group: assigned to a group of theirs. settings: by `roles[].groups`, or by `admins` when there is no group.
   */
  by: "assigned" | "group" | "settings";
  /** With its provider: corp:editors. */
  group: string | null;
}

/**
 * The roles of a person: assigned to them, assigned to a group of theirs, or given by the settings. Pure.
 *
 * Each once, in the order of the settings. An assigned role that the settings don't define any more counts as none, and an
 * assignment to a group counts only while an identity given here has the group.
 */
export function effectiveRoles(facts: PersonFacts, rules: RoleRules): string[] {
  return [...new Set(roleSources(facts, rules).map(({ role }) => role))];
}

/** The same with each reason for each role. Pure. */
export function roleSources(facts: PersonFacts, { roles, admins }: RoleRules): RoleSource[] {
  const groups = new Set<string>(facts.identities.flatMap((identity) => identity.groups));
  const assigned = facts.assigned.filter(({ group }) => group === null || groups.has(group));
  const isAdmin = facts.identities.some((identity) => namesOf(identity).some((name) => admins.includes(name)));
  return roles.flatMap(({ name: role, groups: given }): RoleSource[] => [
    ...assigned
      .filter((one) => one.role === role)
      .map(({ group }): RoleSource => ({ role, by: group === null ? "assigned" : "group", group })),
    ...given.filter((group) => groups.has(group)).map((group): RoleSource => ({ role, by: "settings", group })),
    ...(role === adminRole && isAdmin ? [{ role, by: "settings" as const, group: null }] : []),
  ]);
}
