import type { CatalogSource, SourceEntry } from "#server/catalog/catalog-source.ts";
import type { CatalogStores } from "#server/catalog/create-catalog.ts";
import type { LoadedSettings } from "#server/config/settings.ts";
import type { CatalogEntryStore, EntryRow } from "./catalog-entry-store.ts";
import { type CatalogKind, changedChannels } from "./entry-kinds.ts";
import { type ServedEntriesDeps, settleServed } from "./served-entries.ts";

export interface ManagedSourcesDeps extends ServedEntriesDeps {
  store: Pick<CatalogEntryStore, "readAll" | "read" | "generation">;
}

/** The entries of the database, of each kind, as the catalog reads them: enabled ones without a mistake. */
export function createManagedSources(deps: ManagedSourcesDeps): Required<Pick<CatalogStores, CatalogKind>> {
  const { store } = deps;

  function source<T>(kind: CatalogKind, finderIn: (settings: LoadedSettings) => (key: string) => T | undefined) {
    async function served(rows: readonly EntryRow[]): Promise<SourceEntry<T>[]> {
      if (rows.length === 0) return [];
      const { settings, rows: left } = await settleServed(deps, rows);
      const find = finderIn(settings);
      return left.flatMap(({ key, revision }) => {
        const value = find(key);
        return value === undefined ? [] : [{ key, value, revision }];
      });
    }
    return {
      channel: changedChannels[kind],
      readAll: async () => served(await store.readAll(kind)),
      async read(key) {
        const row = await store.read(kind, key);
        return row && (await served([row]))[0];
      },
      generation: store.generation,
    } satisfies CatalogSource<T>;
  }

  return {
    clients: source("clients", ({ clients }) => byKey(clients, ({ clientId }) => clientId)),
    providers: source("providers", ({ providers }) => byKey(providers, ({ id }) => id)),
    resources: source("resources", ({ resources }) => byKey(resources, ({ identifier }) => identifier)),
    scopes: source(
      "scopes",
      ({ scopes }) =>
        (name) =>
          scopes.get(name),
    ),
  };
}

function byKey<T>(list: readonly T[], keyOf: (value: T) => string): (key: string) => T | undefined {
  const map = new Map(list.map((value) => [keyOf(value), value]));
  return (key) => map.get(key);
}
