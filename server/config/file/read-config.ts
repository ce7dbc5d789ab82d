import { configSchema, type ResolvedConfig } from "#server/config/config-schema.ts";
import { schemaMistakes } from "#server/config/schema-mistakes.ts";
import type { SettingsMistake } from "#server/config/settings-mistake.ts";
import { type ConfigGaps, noGaps } from "./config-gaps.ts";
import type { ImportedConfig } from "./import-config.ts";

/** A configuration file's settings: all of them, or the entries that the schema accepts. */
export interface ReadConfig extends ConfigGaps {
  config: ResolvedConfig;
  /** How many providers were left out for a mistake. */
  leftOutProviders: number;
  /** The list of providers is there and empty: they are in the database. */
  noProvidersHere: boolean;
}

/**
 * Checks the file against the schema. After a mistake it goes on with the entries that have none, so that the checks that follow
 * can name their mistakes in the same run.
 */
export function readConfig({ file, value }: ImportedConfig, mistakes: SettingsMistake[]): ReadConfig {
  const parsed = configSchema.safeParse(value);
  const found = schemaMistakes(value, file, parsed.error?.issues ?? []);
  const listed = (value as Record<string, unknown>)["providers"];
  const noProvidersHere = Array.isArray(listed) && listed.length === 0;
  if (parsed.data && found.length === 0) {
    return { config: parsed.data, leftOutProviders: 0, noProvidersHere, ...noGaps };
  }
  mistakes.push(...found);
  const rest: Record<string, unknown> = {};
  const places = new Map<string, number[]>();
  const broken = new Set<string>();
  for (const [key, setting] of Object.entries(value) as [string, unknown][]) {
    if (isFlawless(key, setting)) rest[key] = setting;
    else broken.add(key);
    const known = Object.hasOwn(configSchema.shape, key);
    if (!known || !broken.has(key) || typeof setting !== "object" || setting === null) continue;
    if (Array.isArray(setting)) {
      const kept = [...setting.keys()].filter((index) => isFlawless(key, [setting[index]]));
      rest[key] = kept.map((index) => setting[index]);
      places.set(key, kept);
    } else if (key === "apis" || key === "scopes") {
      rest[key] = Object.fromEntries(
        Object.entries(setting).filter(([name, entry]) => isFlawless(key, { [name]: entry })),
      );
    }
  }
  const config = configSchema.parse(rest);
  return {
    config,
    broken,
    noProvidersHere,
    leftOutProviders: Array.isArray(listed) ? listed.length - config.providers.length : 0,
    indexOf(entry) {
      for (const key of ["providers", "clients", "resources"] as const) {
        const index = (config[key] as readonly object[]).indexOf(entry);
        if (index !== -1) return places.get(key)?.[index];
      }
      return undefined;
    },
  };
}

function isFlawless(key: string, setting: unknown): boolean {
  const alone = { [key]: setting };
  return schemaMistakes(alone, "", configSchema.safeParse(alone).error?.issues ?? []).length === 0;
}
