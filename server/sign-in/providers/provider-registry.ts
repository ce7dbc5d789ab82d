import type { ProviderSettings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import { toAppError } from "#server/http/problem.ts";
import type { Provider } from "./provider.ts";
import { createProviderEntries, type ProviderEntriesDeps, type ProviderEntry } from "./provider-entries.ts";

export interface ProviderRegistryDeps extends ProviderEntriesDeps {
  /** Called with each provider that is found to be unusable. */
  warn: (provider: ProviderSettings, error: AppError) => void;
}

export interface ProviderRegistry {
  /** In the order of the catalog. */
  listSettings(): readonly ProviderSettings[];
  findSettings(id: string): ProviderSettings | undefined;
  /** Errors: provider_unknown. */
  settingsOf(id: string): ProviderSettings;
  /** `undefined` when no provider has this id. Errors: invalid_settings. */
  find(id: string): Promise<Provider | undefined>;
  /** Errors: provider_unknown; invalid_settings. */
  get(id: string): Promise<Provider>;
  /** All that can be built. */
  list(): Promise<readonly Provider[]>;
  /** Why a provider is switched off, as of the last check; checks again in the background when that is old. */
  disabledReason(id: string): string | undefined;
  /** Checks all, so that the first sign-in needn't wait for it; warns of each that can't be used. Never rejects. */
  checkAll(): Promise<void>;
  close(): Promise<void>;
}

const recheckSeconds = 60;

/**
 * Errors: AppError invalid_settings when a provider of the settings can't be built. One of the database fails when it is used,
 * because a start must not depend on rows.
 */
export async function createProviderRegistry(deps: ProviderRegistryDeps): Promise<ProviderRegistry> {
  const { nowSeconds, warn } = deps;
  const entries = createProviderEntries(deps);
  let closed = false;

  function entryOf(id: string): ProviderEntry {
    const found = entries.find(id);
    if (!found) throw new AppError("provider_unknown", { detail: "no such provider" });
    return found;
  }

  /** A button that is off can't be pressed, so no failed sign-in would warn. */
  async function recheck(entry: ProviderEntry): Promise<void> {
    const before = entry.disabledReason;
    const error = await check(entry, nowSeconds());
    if (error && isLasting(error) && entry.disabledReason !== before) warn(entry.settings, error);
  }

  async function firstCheck(entry: ProviderEntry): Promise<void> {
    const error = await check(entry, nowSeconds());
    // A check that the portal's own end cut off says nothing about the provider.
    if (error && !closed) warn(entry.settings, error);
  }

  const ofSettings = entries.all().filter(({ settings }) => deps.catalog.originOf(settings.id) === "settings");
  await Promise.all(ofSettings.map(({ provider }) => provider));
  return {
    listSettings: () => deps.catalog.list(),
    findSettings: (id) => deps.catalog.find(id),
    settingsOf: (id) => entryOf(id).settings,
    find: async (id) => entries.find(id)?.provider,
    get: async (id) => entryOf(id).provider,
    async list() {
      const made = await Promise.allSettled(entries.all().map(({ provider }) => provider));
      return made.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    },
    disabledReason(id) {
      const entry = entryOf(id);
      if (nowSeconds() - entry.checkedAtSeconds >= recheckSeconds) void recheck(entry);
      return entry.disabledReason;
    },
    async checkAll() {
      await Promise.all(entries.all().map(firstCheck));
    },
    async close() {
      closed = true;
      await entries.close();
    },
  };
}

/** What is wrong with a provider, if anything. */
async function check(entry: ProviderEntry, atSeconds: number): Promise<AppError | undefined> {
  entry.checkedAtSeconds = atSeconds;
  try {
    await (await entry.provider).metadata();
    entry.disabledReason = undefined;
    return undefined;
  } catch (thrown) {
    const error = toAppError(thrown);
    // Unreachable is no reason to hide the button: the provider may answer by the time it is pressed.
    if (isLasting(error)) entry.disabledReason = error.detail ?? "its configuration doesn't hold";
    return error;
  }
}

/** Whether only a change of settings, here or at the provider, can mend it. */
function isLasting({ code }: AppError): boolean {
  return code === "provider_disabled" || code === "invalid_settings";
}
