import { configSchema, type PorticoConfig } from "#server/config/config-schema.ts";
import type { LoadedSettings } from "#server/config/settings.ts";
import { type ProcessSettings, settle } from "#server/config/settle.ts";

/**
 * The settings of a portal with this configuration, as a start would settle them.
 *
 * Errors: Error with every mistake, so that a test can't run on settings that no portal would start with.
 */
export function testSettings(config: PorticoConfig = {}, process: Partial<ProcessSettings> = {}): LoadedSettings {
  const { settings, mistakes } = settle(configSchema.parse(config), { ...development, ...process });
  if (!settings) throw new Error(JSON.stringify(mistakes));
  return settings;
}

const development: ProcessSettings = {
  mode: "development",
  publicUrl: "http://localhost:3999",
  host: "localhost",
  port: 3999,
  dataDirectory: "/nowhere",
  database: { kind: "embedded", directory: "/nowhere/database" },
  redisUrl: undefined,
  secrets: ["a secret that only tests know, long enough"],
  demo: undefined,
  logLevel: "info",
};
