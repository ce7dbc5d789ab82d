import { settleAllow } from "#server/config/access/settle-allow.ts";
import type { ResolvedConfig } from "#server/config/config-schema.ts";
import { type ConfigGaps, noGaps } from "#server/config/file/config-gaps.ts";
import type { ApiSettings, ProviderSettings } from "#server/config/settings.ts";
import type { SettingsMistake } from "#server/config/settings-mistake.ts";
import { Secret } from "#server/crypto/secret.ts";
import { apiMistakes } from "./api-mistakes.ts";

export function settleApis(
  config: ResolvedConfig,
  providers: readonly ProviderSettings[],
  mistakes: SettingsMistake[],
  { broken }: ConfigGaps = noGaps,
): ApiSettings[] {
  const allowContext = { providers, providersAreBroken: broken.has("providers") };
  return Object.entries(config.apis).map(([name, api]) => {
    const { clientCredentials, allow: _given, ...rest } = api;
    const allow = settleAllow(api.allow, `apis.${name}.allow`, allowContext, mistakes);
    for (const { field, problem, fix } of apiMistakes(api, config, providers, broken)) {
      mistakes.push({ setting: `apis.${name}.${field}`, problem, fix });
    }
    return {
      ...rest,
      name,
      audience: api.audience ?? api.target,
      ...(allow && { allow }),
      clientCredentials: clientCredentials && {
        ...clientCredentials,
        clientSecret: new Secret(clientCredentials.clientSecret),
      },
    };
  });
}
