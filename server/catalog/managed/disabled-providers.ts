import type { LoadedSettings, ProviderSettings } from "#server/config/settings.ts";
import type { CatalogEntryStore } from "./catalog-entry-store.ts";
import { type ServedEntriesDeps, settleServed } from "./served-entries.ts";

export interface DisabledProvidersDeps extends ServedEntriesDeps {
  file: LoadedSettings;
  store: Pick<CatalogEntryStore, "read">;
}

/** Providers of the database that are disabled, settled as they would be served: for test sign-ins, and for nothing else. */
export interface DisabledProviders {
  /** `undefined` for one that is unknown or enabled, and for one that would not be served either. */
  find(id: string): Promise<ProviderSettings | undefined>;
}

export function createDisabledProviders(deps: DisabledProvidersDeps): DisabledProviders {
  return {
    async find(id) {
      const row = await deps.store.read("providers", id);
      if (!row || row.enabled) return undefined;
      const { settings, rows } = await settleServed(deps, [{ ...row, enabled: true }]);
      return rows.length > 0 ? settings.providers.find((provider) => provider.id === id) : undefined;
    },
  };
}
