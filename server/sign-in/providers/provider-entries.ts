import type { CatalogOf } from "#server/catalog/catalog.ts";
import type { ProviderSettings, Settings } from "#server/config/settings.ts";
import { createGuardedFetch } from "#server/http/outgoing/guarded-fetch.ts";
import { makeProvider } from "./make-provider.ts";
import type { Provider } from "./provider.ts";

export interface ProviderEntriesDeps {
  catalog: Pick<CatalogOf<ProviderSettings>, "find" | "list" | "originOf" | "onChange">;
  mode: Settings["mode"];
  nowSeconds: () => number;
  /** How long the connections of a replaced entry stay open; longer than one sign-in or refresh may wait for its provider. */
  retireSeconds?: number;
}

/** A provider as one version of its settings has it: with connections, discovery and keys of its own. */
export interface ProviderEntry {
  readonly settings: ProviderSettings;
  /** Errors: invalid_settings. */
  readonly provider: Promise<Provider>;
  /** As of the last check. */
  disabledReason: string | undefined;
  checkedAtSeconds: number;
  close(): Promise<void>;
}

export interface ProviderEntries {
  find(id: string): ProviderEntry | undefined;
  all(): readonly ProviderEntry[];
  close(): Promise<void>;
}

/**
 * One entry for each provider of the catalog, made when it is first asked for, and made anew, alone, when its settings change.
 *
 * Races: what runs with a replaced entry may finish, because its connections are closed after `retireSeconds` only.
 */
export function createProviderEntries(deps: ProviderEntriesDeps): ProviderEntries {
  const { catalog, retireSeconds = 30 } = deps;
  const entries = new Map<string, ProviderEntry>();
  const retired = new Map<ProviderEntry, NodeJS.Timeout>();

  function find(id: string): ProviderEntry | undefined {
    const settings = catalog.find(id);
    const known = entries.get(id);
    if (known && known.settings === settings) return known;
    retire(id);
    if (!settings) return undefined;
    const made = makeEntry(settings, deps);
    entries.set(id, made);
    return made;
  }

  function retire(id: string): void {
    const entry = entries.get(id);
    if (!entry) return;
    entries.delete(id);
    const close = () => {
      retired.delete(entry);
      void entry.close();
    };
    retired.set(entry, setTimeout(close, retireSeconds * 1000).unref());
  }

  const stopListening = catalog.onChange(retire);
  return {
    find,
    all: () =>
      catalog
        .list()
        .map(({ id }) => find(id))
        .filter((entry) => entry !== undefined),
    async close() {
      stopListening();
      for (const timer of retired.values()) clearTimeout(timer);
      await Promise.all([...entries.values(), ...retired.keys()].map((entry) => entry.close()));
    },
  };
}

/** Errors, of its `provider`: invalid_settings. */
export function makeEntry(
  settings: ProviderSettings,
  { mode, nowSeconds }: Pick<ProviderEntriesDeps, "mode" | "nowSeconds">,
): ProviderEntry {
  const fetch = createGuardedFetch({ allowPrivateNetwork: settings.allowPrivateNetwork || mode !== "production" });
  const provider = makeProvider(settings, fetch, nowSeconds);
  // Each caller that awaits it gets the failure.
  provider.catch(() => {});
  return { settings, provider, disabledReason: undefined, checkedAtSeconds: 0, close: fetch.close };
}
