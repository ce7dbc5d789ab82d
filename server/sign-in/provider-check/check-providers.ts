import type { Catalog, EntryOrigin } from "#server/catalog/catalog.ts";
import type { Settings } from "#server/config/settings.ts";
import { checkProvider } from "./check-provider.ts";
import type { CheckResult } from "./check-result.ts";

/** What was found at one provider; a provider has several. */
export interface FoundAtProvider extends Omit<CheckResult, "subject"> {
  providerId: string;
  origin: EntryOrigin;
}

export interface ProviderCheckOptions {
  /** Whether to hand in a made-up code, which shows whether the token endpoint takes the client's id and secret. */
  withCredentials: boolean;
}

const atOnce = 8;

/**
 * Looks at each provider that people can sign in with, of the file and the database, with nothing from a cache.
 *
 * Shape:  the results in the order of the catalog. Never rejects for a provider that is away.
 * Races:  calls at the same time share one look, so that many calls are no load for the providers.
 */
export function createProviderChecks(deps: {
  providers: Pick<Catalog["providers"], "list" | "originOf">;
  settings: Pick<Settings, "mode" | "origin">;
}): (options: ProviderCheckOptions) => Promise<FoundAtProvider[]> {
  const { providers, settings } = deps;
  const running = new Map<boolean, Promise<FoundAtProvider[]>>();

  async function look(options: ProviderCheckOptions): Promise<FoundAtProvider[]> {
    const waiting = [...providers.list()].entries();
    const found: FoundAtProvider[][] = [];
    async function work(): Promise<void> {
      for (const [index, provider] of waiting) {
        const origin = providers.originOf(provider.id) ?? "settings";
        const results = await checkProvider(provider, settings, options);
        found[index] = results.map(({ subject: _, ...result }) => ({ providerId: provider.id, origin, ...result }));
      }
    }
    await Promise.all(Array.from({ length: atOnce }, work));
    return found.flat();
  }

  return (options) => {
    const { withCredentials } = options;
    const now = running.get(withCredentials) ?? look(options).finally(() => running.delete(withCredentials));
    running.set(withCredentials, now);
    return now;
  };
}
