import type { PorticoConfig } from "./config-schema.ts";

/**
 * Types `portico.config.ts` with completion. It checks nothing: everything is validated once, at start, together
 * with the environment (see load-settings.ts).
 */
export function defineConfig(config: PorticoConfig): PorticoConfig {
  return config;
}
