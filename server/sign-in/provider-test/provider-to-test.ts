import type { ProviderSettings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { Provider } from "#server/sign-in/providers/provider.ts";
import { makeEntry, type ProviderEntriesDeps } from "#server/sign-in/providers/provider-entries.ts";
import type { ProviderRegistry } from "#server/sign-in/providers/provider-registry.ts";

export interface ProviderToTestDeps extends Pick<ProviderEntriesDeps, "mode" | "nowSeconds"> {
  registry: Pick<ProviderRegistry, "find">;
  disabled: { find(id: string): Promise<ProviderSettings | undefined> };
}

/** Longer than one answer of a provider may take. */
const closesAfterMs = 60_000;

/**
 * The provider of a test sign-in: one of the catalog, or one that is disabled, so that it can be tested before people sign in there.
 *
 * Cost:   a disabled provider is made anew for each step, because it is kept nowhere.
 * Errors: provider_unknown; invalid_settings.
 */
export function createProviderToTest({ registry, disabled, ...deps }: ProviderToTestDeps) {
  return async (id: string): Promise<Provider> => {
    const served = await registry.find(id);
    if (served) return served;
    const settings = await disabled.find(id);
    if (!settings) throw new AppError("provider_unknown", { detail: "no such provider" });
    const entry = makeEntry(settings, deps);
    setTimeout(() => void entry.close(), closesAfterMs).unref();
    return entry.provider;
  };
}
