import { environmentPrefixOf, kindOf } from "#server/config/providers/provider-kinds.ts";
import type { LoadedSettings } from "#server/config/settings.ts";
import type { SettingsMistake } from "#server/config/settings-mistake.ts";
import type { ParsedEntries } from "./config-form.ts";
import type { CatalogKind } from "./entry-kinds.ts";

/** A mistake of the whole, with the entry of the database that it is about; `entry` is `undefined` for one of the file. */
export interface WholeMistake {
  entry: { kind: CatalogKind; key: string } | undefined;
  mistake: SettingsMistake;
}

export type SettledWhole =
  | { settings: LoadedSettings; mistakes: readonly [] }
  | { settings: undefined; mistakes: readonly WholeMistake[] };

type FileSettings = Pick<LoadedSettings, "settleWith" | "written">;

/** Settles the file with entries of the database. The path of a mistake begins inside its entry. */
export function settleWhole(file: FileSettings, { further, keys }: ParsedEntries): SettledWhole {
  const settled = file.settleWith(further);
  if (settled.settings) return { settings: settled.settings, mistakes: [] };
  const places = (["clients", "providers", "resources"] as const).flatMap((kind) =>
    keys[kind].map((key, index) => ({ kind, key, path: `${kind}[${file.written[kind].length + index}] (${key})` })),
  );
  const variables = new Map<string, string>(
    further.providers.map(({ id, ...provider }) => {
      const prefix = environmentPrefixOf({ id, kind: kindOf({ id, ...provider }) });
      return [`${prefix}_ISSUER`, id];
    }),
  );

  function attributed(mistake: SettingsMistake): WholeMistake {
    const variableOf = variables.get(mistake.setting);
    if (variableOf !== undefined) {
      return { entry: { kind: "providers", key: variableOf }, mistake: { ...mistake, setting: "issuer" } };
    }
    const { setting } = mistake;
    const place = places.find(({ path }) => setting === path || setting.startsWith(`${path}.`));
    if (!place) return { entry: undefined, mistake };
    const { kind, key, path } = place;
    return { entry: { kind, key }, mistake: { ...mistake, setting: setting.slice(path.length + 1) } };
  }

  return { settings: undefined, mistakes: settled.mistakes.map(attributed) };
}

/** Whether the configuration file has an entry of this key, which then counts instead of the database's. */
export function isInFile(
  file: Pick<LoadedSettings, CatalogKind>,
  { kind, key }: { kind: CatalogKind; key: string },
): boolean {
  switch (kind) {
    case "clients":
      return file.clients.some(({ clientId }) => clientId === key);
    case "providers":
      return file.providers.some(({ id }) => id === key);
    case "resources":
      return file.resources.some(({ identifier }) => identifier === key);
    case "scopes": {
      const scope = file.scopes.get(key);
      return scope !== undefined && !scope.implied;
    }
  }
}
