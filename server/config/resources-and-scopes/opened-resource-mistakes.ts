import type { ResolvedConfig } from "#server/config/config-schema.ts";
import { type ConfigGaps, noGaps } from "#server/config/file/config-gaps.ts";
import type { SettingsMistake } from "#server/config/settings-mistake.ts";

/** An opened API needs scopes: they are what the consent page asks about. */
export function openedResourceMistakes(
  { resources }: Pick<ResolvedConfig, "resources">,
  { indexOf }: ConfigGaps = noGaps,
): SettingsMistake[] {
  return resources.flatMap((resource, index) => {
    const { identifier, scopes, openTo, openScopes } = resource;
    const setting = `resources[${indexOf(resource) ?? index}] (${identifier})`;
    const unknown = (openScopes ?? []).filter((scope) => !scopes.includes(scope));
    if (unknown.length > 0) {
      return {
        setting: `${setting}.openScopes`,
        problem: `The API has no ${unknown.map((scope) => `“${scope}”`).join(", ")}.`,
        fix: "Add it to the API's scopes, or leave it out here.",
      };
    }
    if (openTo.length === 0 || scopes.length > 0) return [];
    return {
      setting: `${setting}.openTo`,
      problem: "The API has no scopes, so the consent page could not say what an app may do there.",
      fix: "Name its scopes, and describe each under scopes.",
    };
  });
}
