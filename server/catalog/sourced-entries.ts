import type { Notifier } from "#server/database/events/notifier.ts";
import type { Logger } from "#server/http/log/logger.ts";
import type { CatalogOf } from "./catalog.ts";
import type { CatalogSource, SourceEntry } from "./catalog-source.ts";
import { createRefresh } from "./refresh.ts";

export interface SourcedEntriesDeps<T> {
  settings: CatalogOf<T>;
  source: CatalogSource<T>;
  notify: Pick<Notifier, "subscribe" | "listening" | "onListeningChange">;
  log: Pick<Logger, "warn">;
}

export interface SourcedEntries<T> extends CatalogOf<T> {
  refresh(): Promise<void> | undefined;
  close(): void;
}

/**
 * The settings' entries and those of a source, all in memory.
 *
 * An entry of the source with the key of one of the settings is ignored, with a warning: the settings are what a start can rely
 * on without the database (docs/decisions/012).
 */
export function createSourcedEntries<T>({ settings, source, notify, log }: SourcedEntriesDeps<T>): SourcedEntries<T> {
  const entries = new Map<string, SourceEntry<T>>();
  const handlers = new Set<(key: string) => void>();
  let list: readonly T[] | undefined;

  /** Puts what was read in the place of what was known, then calls back. */
  function replace(changes: ReadonlyMap<string, SourceEntry<T> | undefined>): void {
    const changed: string[] = [];
    for (const [key, entry] of changes) {
      if (entry?.revision === entries.get(key)?.revision) continue;
      if (entry) entries.set(key, entry);
      else entries.delete(key);
      if (settings.find(key) === undefined) changed.push(key);
      else if (entry) log.warn("catalog: entry of the database ignored: the settings have the same key", { key });
    }
    if (changed.length === 0) return;
    list = undefined;
    for (const key of changed) for (const handler of [...handlers]) callSafely(() => handler(key));
  }

  const refresh = createRefresh({
    notify,
    channel: source.channel,
    generation: source.generation,
    async readAll() {
      const found = new Map((await source.readAll()).map((entry) => [entry.key, entry]));
      const removed = [...entries.keys()].filter((key) => !found.has(key)).map((key) => [key, undefined] as const);
      replace(new Map([...removed, ...found]));
    },
    async read(keys) {
      replace(new Map(await Promise.all(keys.map(async (key) => [key, await source.read(key)] as const))));
    },
  });

  return {
    find: (key) => settings.find(key) ?? entries.get(key)?.value,
    list: () => (list ??= [...settings.list(), ...visible()]),
    originOf: (key) => settings.originOf(key) ?? (entries.has(key) ? "database" : undefined),
    onChange(handler) {
      // A wrapper of its own: the same function subscribed twice is two subscriptions.
      const entry = (key: string) => handler(key);
      handlers.add(entry);
      return () => void handlers.delete(entry);
    },
    ...refresh,
  };

  function visible(): T[] {
    return [...entries.values()].filter(({ key }) => settings.find(key) === undefined).map(({ value }) => value);
  }
}

/** A handler that throws doesn't keep the others from their call; its error surfaces as an uncaught one. */
function callSafely(call: () => void): void {
  try {
    call();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
