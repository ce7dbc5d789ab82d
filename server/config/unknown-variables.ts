import { providerPrefixes } from "#server/config/providers/provider-kinds.ts";
import { knownVariables, type Variables } from "./environment.ts";
import { nearestName } from "./nearest-name.ts";
import type { SettingsMistake } from "./settings-mistake.ts";

export interface UnknownVariable {
  name: string;
  /** The variable that was probably meant. */
  meant: string | undefined;
}

/** Names that only Portico reads. */
const ownPrefixes = ["PORTICO_", ...providerPrefixes.map((prefix) => `${prefix}_`)];
/** Names that other programs use too. Only what looks like a misspelt variable of Portico is reported. */
const sharedPrefixes = ["DATABASE", "REDIS"];

/** Variables that look like settings and that Portico does not read: `PORTICO_LOGLEVEL` would be ignored without a word otherwise. */
export function unknownVariables(env: Variables): UnknownVariable[] {
  const known: readonly string[] = knownVariables;
  return Object.keys(env)
    .filter((name) => env[name] !== undefined && !known.includes(name))
    .map((name) => ({ name, meant: nearestVariable(name) }))
    .filter(({ name, meant }) => {
      const begins = (prefix: string) => name.toUpperCase().startsWith(prefix);
      return ownPrefixes.some(begins) || (meant !== undefined && sharedPrefixes.some(begins));
    });
}

/** Without underscores, so that a left-out one doesn't count: LOGLEVEL for LOG_LEVEL. */
function nearestVariable(name: string): string | undefined {
  const bare = (text: string) => text.replaceAll("_", "");
  const candidates = knownVariables.filter((known) => known.length > 4);
  const nearest = nearestName(bare(name), candidates.map(bare));
  return candidates.find((known) => bare(known) === nearest);
}

/** Reported with the mistakes of a start that fails, because a missing variable may be a misspelt one. */
export function unknownVariableMistakes(env: Variables): SettingsMistake[] {
  return unknownVariables(env).map(({ name, meant }) => ({
    setting: name,
    problem: `Portico reads no variable of this name${meant ? `: did you mean ${meant}?` : "."}`,
    fix: meant ? `Set ${meant}, or unset ${name}.` : `Unset ${name}; docs/configuration.md lists all variables.`,
  }));
}
