import { environmentPrefixOf, kindFacts } from "#server/config/providers/provider-kinds.ts";
import type { Mode, ProviderSettings } from "#server/config/settings.ts";
import type { SettingsMistake } from "#server/config/settings-mistake.ts";
import type { AccessSettings } from "./access-settings.ts";
import { openProviderName } from "./open-providers.ts";

/**
 * In production, a provider at which anyone can have an account needs a policy: without one every account there could sign in. Demo
 * and development are reachable from this computer only.
 */
export function openProviderMistakes(
  providers: readonly Pick<ProviderSettings, "id" | "kind" | "issuer" | "baseUrl" | "allow">[],
  access: Pick<AccessSettings, "source">,
  mode: Mode,
): SettingsMistake[] {
  if (mode !== "production" || access.source !== "unset") return [];
  const open = providers.flatMap((provider) => {
    const name = provider.allow === undefined ? openProviderName(provider) : undefined;
    return name === undefined ? [] : [{ provider, name }];
  });
  const [first] = open;
  if (first === undefined) return [];
  const ids = open.map(({ provider }) => provider.id);
  const narrowed = [...new Set(open.flatMap(({ provider: { kind } }) => kindFacts(kind)?.narrowedBy ?? []))];
  const byProvider = narrowed.length > 0 ? `, or ${narrowed.join(" and ")} of the provider` : "";
  const byEnvironment =
    environmentPrefixOf(first.provider) !== undefined ? "PORTICO_ACCESS_EMAIL_DOMAINS=example.com or " : "";
  return [
    {
      setting: "access",
      problem: `Anyone can have an account at ${open.map(({ name }) => name).join(", ")} (${ids.join(", ")}), and no setting says who may sign in.`,
      fix: `Set ${byEnvironment}access: { emailDomains: ["example.com"] }${byProvider}. If you mean everyone: PORTICO_ACCESS=everyone or access: "everyone". See docs/access.md.`,
    },
  ];
}
