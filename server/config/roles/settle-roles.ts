import type { ResolvedConfig } from "#server/config/config-schema.ts";
import { type ConfigGaps, noGaps } from "#server/config/file/config-gaps.ts";
import type { RoleSettings } from "#server/config/settings.ts";
import type { SettingsMistake } from "#server/config/settings-mistake.ts";
import { adminProblem } from "./admin-problem.ts";
import { builtInRoles, isBuiltInRole } from "./built-in-roles.ts";
import { settleGroupNames } from "./settle-group-names.ts";

/** Built-in roles first, with the groups that the settings give them; then the operator's. */
export function settleRoles(
  config: Pick<ResolvedConfig, "roles" | "providers">,
  mistakes: SettingsMistake[],
  { broken }: ConfigGaps = noGaps,
): RoleSettings[] {
  // With a broken provider left out, a bare name could seem to have no provider.
  const about = broken.has("providers") ? [] : mistakes;
  const groupsOf = (name: string) => {
    const names = config.roles[name]?.groups ?? [];
    return [...new Set(settleGroupNames({ setting: `roles.${name}.groups`, names }, config.providers, about))];
  };
  const builtIn = Object.entries(builtInRoles).map(([name, { description }]): RoleSettings => {
    const said = config.roles[name];
    if (said && said.permissions.length > 0) {
      mistakes.push({
        setting: `roles.${name}.permissions`,
        problem: `The permissions of ${name} are built in.`,
        fix: "Leave them out, or give them to a role of your own.",
      });
    }
    return {
      name,
      builtIn: true,
      description: said?.description ?? description,
      permissions: [],
      groups: groupsOf(name),
    };
  });
  const own = Object.entries(config.roles)
    .filter(([name]) => !isBuiltInRole(name))
    .map(([name, { description = "", permissions }]): RoleSettings => {
      return { name, builtIn: false, description, permissions, groups: groupsOf(name) };
    });
  return [...builtIn, ...own];
}

/** Addresses in lower case, because they are compared without regard to it. */
export function settleAdmins({ admins }: Pick<ResolvedConfig, "admins">, mistakes: SettingsMistake[]): string[] {
  for (const [index, admin] of admins.entries()) {
    const problem = adminProblem(admin);
    if (problem) mistakes.push({ setting: `admins[${index}]`, ...problem });
  }
  return [...new Set(admins.map((admin) => (admin.includes(":") ? admin : admin.toLowerCase())))];
}
