import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { knownVariables, type Variables } from "#server/config/environment.ts";
import type { SettingSources } from "#server/config/settings.ts";

/** What a start read: the file, and which variables are set. No value of one. */
export function settingSources(variables: Variables, named: string | undefined, directory: string): SettingSources {
  const file = resolve(directory, named ?? "portico.config.ts");
  return {
    file: existsSync(file) ? file : undefined,
    variables: knownVariables.filter((name) => Boolean(variables[name])),
  };
}
