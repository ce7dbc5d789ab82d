import { isQualifiedGroup, qualifiedGroup } from "#server/claims/qualified-group.ts";
import type { ProviderConfig } from "#server/config/providers/provider-schema.ts";
import type { SettingsMistake } from "#server/config/settings-mistake.ts";
import { givesGroups } from "./gives-groups.ts";

export interface GroupNames {
  /** The path of the list: `roles.editor.groups`. */
  setting: string;
  names: readonly string[];
}

/**
 * Groups of a setting, each with its provider.
 *
 * A bare name is taken only while one provider gives groups, because groups of two providers must never be confused. An unknown
 * provider is no mistake: it may be added while the portal runs, and until then its groups have no members.
 */
export function settleGroupNames(
  { setting, names }: GroupNames,
  providers: readonly Pick<ProviderConfig, "id" | "groupsClaim" | "attributes">[],
  mistakes: SettingsMistake[],
): string[] {
  const giving = providers.filter(givesGroups).map(({ id }) => id);
  return names.map((name, index) => {
    if (isQualifiedGroup(name)) return name;
    const [only] = giving;
    if (only !== undefined && giving.length === 1 && !name.includes(":")) return qualifiedGroup(only, name);
    mistakes.push({
      setting: `${setting}[${index}]`,
      problem:
        giving.length > 1
          ? `“${name}” could be a group of ${giving.join(" or ")}.`
          : `“${name}” names no provider, and no provider of the settings gives groups.`,
      fix: `Write it with its provider: ${giving[0] ?? "corp"}:${name.replaceAll(":", "") || "admins"}.`,
    });
    return name;
  });
}
