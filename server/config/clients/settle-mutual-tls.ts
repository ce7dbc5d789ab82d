import type { ResolvedConfig } from "#server/config/config-schema.ts";
import { type ConfigGaps, noGaps } from "#server/config/file/config-gaps.ts";
import type { SettingsMistake } from "#server/config/settings-mistake.ts";

/** Client certificates come as headers of a trusted proxy, so without trusted proxies there are none. */
export function settleMutualTls(
  config: Pick<ResolvedConfig, "mutualTls" | "trustedProxies">,
  mistakes: SettingsMistake[],
  { broken }: ConfigGaps = noGaps,
): ResolvedConfig["mutualTls"] {
  if (config.mutualTls && config.trustedProxies.length === 0 && !broken.has("trustedProxies")) {
    mistakes.push({
      setting: "mutualTls",
      problem: "No proxy is trusted, so no client certificate would be read.",
      fix: "Set trustedProxies to the address of the proxy that ends TLS.",
    });
  }
  return config.mutualTls;
}
