import type { Environment } from "#server/config/environment.ts";
import type { SettingsMistake } from "#server/config/settings-mistake.ts";
import { environmentKinds } from "./provider-kinds.ts";
import type { ProviderConfig } from "./provider-schema.ts";

/** Providers named by Auth.js's environment variables that portico.config.ts doesn't list. */
export function providersFromEnvironment(
  env: Environment,
  listed: readonly ProviderConfig[],
  mistakes: SettingsMistake[],
): ProviderConfig[] {
  const found: ProviderConfig[] = [];
  for (const [id, prefix] of environmentKinds) {
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
