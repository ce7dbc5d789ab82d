import type { CatalogOf } from "./catalog.ts";

/** The settings' entries of one kind. They never change while the process runs. */
export function settingsEntries<T>(entries: Iterable<T>, keyOf: (entry: T) => string): CatalogOf<T> {
  const list: readonly T[] = [...entries];
  const byKey = new Map(list.map((entry) => [keyOf(entry), entry]));
  return {
    find: (key) => byKey.get(key),
    list: () => list,
    originOf: (key) => (byKey.has(key) ? "settings" : undefined),
    onChange: () => () => undefined,
  };
}
