import type {
  CatalogSettings,
  ClientSettings,
  ProviderSettings,
  ResourceSettings,
  ScopeSettings,
} from "#server/config/settings.ts";
import type { Notifier } from "#server/database/events/notifier.ts";
import type { Logger } from "#server/http/log/logger.ts";
import type { Catalog, CatalogOf } from "./catalog.ts";
import type { CatalogSource } from "./catalog-source.ts";
import { settingsEntries } from "./settings-entries.ts";
import { createSourcedEntries } from "./sourced-entries.ts";
import { withImpliedScopes } from "./with-implied-scopes.ts";

/** Entries that are kept elsewhere than in the settings. */
export interface CatalogStores {
  clients?: CatalogSource<ClientSettings>;
  providers?: CatalogSource<ProviderSettings>;
  scopes?: CatalogSource<ScopeSettings>;
  resources?: CatalogSource<ResourceSettings>;
  notify: Pick<Notifier, "subscribe" | "listening" | "onListeningChange">;
  log: Pick<Logger, "warn">;
}

/** A catalog of the settings' entries and, where there are `stores`, of theirs: those are known after the first `refresh`. */
export function createCatalog(settings: CatalogSettings, stores?: CatalogStores): Catalog {
  const ofSettings = {
    clients: settingsEntries(settings.clients, ({ clientId }) => clientId),
    providers: settingsEntries(settings.providers, ({ id }) => id),
    scopes: settingsEntries(settings.scopes.values(), ({ name }) => name),
    resources: settingsEntries(settings.resources, ({ identifier }) => identifier),
  };
  if (!stores) return { ...ofSettings, refresh: () => undefined, close: () => undefined };
  return joinSources(ofSettings, stores, [...settings.scopes.values()]);
}

function joinSources(
  ofSettings: Omit<Catalog, "refresh" | "close">,
  stores: CatalogStores,
  scopes: readonly ScopeSettings[],
): Catalog {
  const { notify, log } = stores;
  const refreshes: (() => Promise<void> | undefined)[] = [];
  const closes: (() => void)[] = [];

  function join<T>(entries: CatalogOf<T>, source: CatalogSource<T> | undefined): CatalogOf<T> {
    if (!source) return entries;
    const joined = createSourcedEntries({ settings: entries, source, notify, log });
    refreshes.push(joined.refresh);
    closes.push(joined.close);
    return joined;
  }

  const nameOf = ({ name }: ScopeSettings) => name;
  const described = settingsEntries(
    scopes.filter(({ implied }) => !implied),
    nameOf,
  );
  const implied = settingsEntries(
    scopes.filter((scope) => scope.implied),
    nameOf,
  );
  const resources = join(ofSettings.resources, stores.resources);
  return {
    clients: join(ofSettings.clients, stores.clients),
    providers: join(ofSettings.providers, stores.providers),
    scopes: withImpliedScopes(join(described, stores.scopes), implied, resources),
    resources,
    refresh() {
      // On the way of every API call: no list while nothing has changed.
      let all: Promise<void> | undefined;
      for (const refreshEntries of refreshes) {
        const reading = refreshEntries();
        if (reading) all = all ? Promise.all([all, reading]).then(() => undefined) : reading;
      }
      return all;
    },
    close: () => closes.forEach((close) => void close()),
  };
}
