import { type ConfigGaps, noGaps } from "#server/config/config-gaps.ts";
import type { Mode, ProviderSettings } from "#server/config/settings.ts";
import type { SettingsMistake } from "#server/config/settings-mistake.ts";
import { Secret } from "#server/crypto/secret.ts";
import { providerAddressProblem } from "./provider-address-problem.ts";
import { providerPresets } from "./provider-presets.ts";
import type { ProviderConfig } from "./provider-schema.ts";

/** Checks what the schema can't see, and fills in name and brand. */
export function settleProviders(
  providers: readonly ProviderConfig[],
  mode: Mode,
  mistakes: SettingsMistake[],
  { indexOf }: ConfigGaps = noGaps,
): ProviderSettings[] {
  const seen = new Set<string>();
  return providers.map((provider, index) => {
    const setting = `providers[${indexOf(provider) ?? index}] (${provider.id})`;
    if (seen.has(provider.id)) {
      mistakes.push({ setting, problem: "The id stands twice.", fix: "Give each provider its own id." });
    }
    seen.add(provider.id);
    if (provider.type === "oidc" && !provider.issuer) {
      mistakes.push({
        setting: `${setting}.issuer`,
        problem: "type oidc needs an issuer.",
        fix: "Add the issuer URL from the provider's discovery document.",
      });
    }
    if (provider.id === "microsoft-entra-id" && !provider.issuer) {
      mistakes.push({
        setting: "AUTH_MICROSOFT_ENTRA_ID_ISSUER",
        problem: "Without an issuer any Microsoft tenant could sign in.",
        fix: "Set https://login.microsoftonline.com/<tenant id>/v2.0 (or …/common/v2.0 if you mean everyone).",
      });
    }
    for (const field of ["issuer", "apiBaseUrl", "baseUrl"] as const) {
      const address = provider[field];
      const problem = address === undefined ? undefined : providerAddressProblem(address, provider, mode);
      if (problem) mistakes.push({ setting: `${setting}.${field}`, ...problem });
    }
    const preset = providerPresets[provider.id];
    const { clientSecret, ...rest } = provider;
    return {
      ...rest,
      name: provider.name ?? preset?.name ?? provider.id,
      brand: preset?.brand ?? "generic",
      clientSecret: clientSecret === undefined ? undefined : new Secret(clientSecret),
    };
  });
}
