import { Secret } from "#server/crypto/secret.ts";
import type { ProviderConfig } from "./config-schema.ts";
import type { Environment } from "./environment.ts";
import { providerAddressProblem } from "./provider-address-problem.ts";
import { noDoubts } from "./read-config.ts";
import type { Mode, ProviderSettings } from "./settings.ts";
import type { SettingsMistake } from "./settings-mistake.ts";

const presets: Record<string, { name: string; brand: ProviderSettings["brand"] }> = {
  google: { name: "Google", brand: "google" },
  "microsoft-entra-id": { name: "Microsoft", brand: "microsoft" },
  github: { name: "GitHub", brand: "github" },
};

const environmentNames = {
  google: "AUTH_GOOGLE",
  "microsoft-entra-id": "AUTH_MICROSOFT_ENTRA_ID",
  github: "AUTH_GITHUB",
} as const;

/** Providers named by Auth.js's environment variables that portico.config.ts doesn't list. */
export function providersFromEnvironment(
  env: Environment,
  listed: readonly ProviderConfig[],
  mistakes: SettingsMistake[],
): ProviderConfig[] {
  const found: ProviderConfig[] = [];
  for (const id of ["google", "microsoft-entra-id", "github"] as const) {
    const prefix = environmentNames[id];
    if (listed.some((provider) => provider.id === id)) continue;
    const clientId = env[`${prefix}_ID`];
    const clientSecret = env[`${prefix}_SECRET`];
    if (!clientId && !clientSecret) continue;
    if (!clientId || !clientSecret) {
      const missing = clientId ? `${prefix}_SECRET` : `${prefix}_ID`;
      mistakes.push({
        setting: missing,
        problem: "It is missing while its partner is set.",
        fix: "Set both, or neither.",
      });
      continue;
    }
    const pair = [[`${prefix}_ID`, clientId] as const, [`${prefix}_SECRET`, clientSecret] as const];
    const unprintable = pair.find(([, value]) => !/^[\x20-\x7e]*$/.test(value));
    if (unprintable) {
      mistakes.push({
        setting: unprintable[0],
        problem: "It has characters that are not printable ASCII (RFC 6749 A.1, A.2), such as umlauts or a line end.",
        fix: "Copy it again from the provider, without white space around it.",
      });
    }
    const issuer = env[`${prefix}_ISSUER`];
    const base = {
      id,
      type: "builtin",
      clientId,
      clientSecret,
      linkVerifiedEmail: false,
      allowPrivateNetwork: false,
    } as const;
    found.push(issuer ? { ...base, issuer } : base);
  }
  return found;
}

/** Checks what the schema can't see, and fills in name and brand. */
export function settleProviders(
  providers: readonly ProviderConfig[],
  mode: Mode,
  mistakes: SettingsMistake[],
  { indexOf } = noDoubts,
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
    const preset = presets[provider.id];
    const { clientSecret, ...rest } = provider;
    return {
      ...rest,
      name: provider.name ?? preset?.name ?? provider.id,
      brand: preset?.brand ?? "generic",
      clientSecret: clientSecret === undefined ? undefined : new Secret(clientSecret),
    };
  });
}
