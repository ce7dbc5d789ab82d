import { type ConfigGaps, noGaps } from "#server/config/file/config-gaps.ts";
import { kindFacts } from "#server/config/providers/provider-kinds.ts";
import type { ProviderConfig } from "#server/config/providers/provider-schema.ts";
import type { Mode, ProviderSettings } from "#server/config/settings.ts";
import type { SettingsMistake } from "#server/config/settings-mistake.ts";
import type { AccessSettings } from "./access-settings.ts";
import { openProviderName } from "./open-providers.ts";

/**
 * In production, a provider at which anyone can have an account needs a policy: without one every account there could sign in. Demo
 * and development are reachable from this computer only.
 *
 * A mistake for each, so that of providers in the database only the open ones are left out.
 */
export function openProviderMistakes(
  { given, settled }: { given: readonly ProviderConfig[]; settled: readonly ProviderSettings[] },
  access: Pick<AccessSettings, "source">,
  mode: Mode,
  { indexOf }: ConfigGaps = noGaps,
): SettingsMistake[] {
  if (mode !== "production" || access.source !== "unset") return [];
  return settled.flatMap((provider, index) => {
    const name = provider.allow === undefined ? openProviderName(provider) : undefined;
    if (name === undefined) return [];
    const written = given[index];
    const place = (written && indexOf(written)) ?? index;
    const narrowedBy = kindFacts(provider.kind)?.narrowedBy;
    return [
      {
        setting: `providers[${place}] (${provider.id}).allow`,
        problem: `Anyone can have an account at ${name}, and no setting says who may sign in.`,
        fix: `Set PORTICO_ACCESS_EMAIL_DOMAINS=example.com or access: { emailDomains: ["example.com"] }${narrowedBy ? `, or ${narrowedBy} of the provider` : ""}. If you mean everyone: PORTICO_ACCESS=everyone or access: "everyone". See docs/access.md.`,
      },
    ];
  });
}
