import { existsSync } from "node:fs";
import { registerHooks } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { SettingsMistake } from "#server/config/settings-mistake.ts";
import { placeOfError } from "./error-place.ts";

/** What the configuration file exports, not yet checked, and what mistakes call the file. */
export interface ImportedConfig {
  file: string;
  value: object;
}

const usualName = "portico.config.ts";
const packageName = "portico/config";
const howTo = "Write: export default defineConfig({ … }); see docs/configuration.md.";

/** Loads portico.config.ts, which is optional, or the file that PORTICO_CONFIG names. Pushes every mistake to `mistakes`. */
export async function importConfig(
  named: string | undefined,
  directory: string,
  mistakes: SettingsMistake[],
): Promise<ImportedConfig> {
  const path = resolve(directory, named ?? usualName);
  const file = named ? path : usualName;
  const none = { file, value: {} };
  if (!existsSync(path)) {
    if (named) {
      mistakes.push({
        setting: "PORTICO_CONFIG",
        problem: `There is no file ${path}.`,
        fix: "Correct the path or leave it out.",
      });
    }
    return none;
  }
  let exported: Record<string, unknown>;
  try {
    exported = await importFile(path);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const place = placeOfError(error, path);
    mistakes.push({
      setting: path,
      problem: `It can't be loaded: ${message}${place ? ` (${place})` : ""}.`,
      fix: "Correct the file; see docs/configuration.md.",
    });
    return none;
  }
  const problem = exportProblem(exported);
  if (problem === undefined) return { file, value: exported["default"] as object };
  mistakes.push({ setting: path, problem, fix: howTo });
  return none;
}

/** Why the exports are no configuration. Taking them for an empty one would start the demo. */
function exportProblem(exported: Record<string, unknown>): string | undefined {
  const value = exported["default"];
  // Node takes a file without import and export for CommonJS, which exports an empty object by itself.
  const exportsNothing = "module.exports" in exported && Object.keys(Object(value)).length === 0;
  if (!("default" in exported) || exportsNothing) return "It has no default export.";
  const kind = kindOf(value);
  return kind === "object" ? undefined : `Its default export is ${kind}, not an object with settings.`;
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "a list";
  if (typeof value === "function") return "a function";
  if (value instanceof Promise) return "a promise";
  return typeof value === "object" ? "object" : `a ${typeof value}`;
}

/** The file may lie anywhere: a folder beside the checkout has no node_modules where `portico/config` would be found. */
async function importFile(path: string): Promise<Record<string, unknown>> {
  const defineConfig = new URL("../define-config.ts", import.meta.url).href;
  const hooks = registerHooks({
    resolve: (specifier, context, next) => next(specifier === packageName ? defineConfig : specifier, context),
  });
  try {
    return await import(pathToFileURL(path).href);
  } finally {
    hooks.deregister();
  }
}
