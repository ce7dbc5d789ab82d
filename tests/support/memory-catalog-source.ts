import type { CatalogSource, SourceEntry } from "#server/catalog/catalog-source.ts";

export interface MemoryCatalogSource<T> extends CatalogSource<T> {
  /** What was read, in order: keys, or "all". */
  readonly reads: string[];
  /** While it is set, reading fails with it. */
  outage: Error | undefined;
  /** Adds entries or changes them. Announces nothing. */
  put(...entries: T[]): void;
  /** Announces nothing. */
  remove(key: string): void;
}

/** A store of a catalog's entries, in memory. */
export function createMemoryCatalogSource<T>(channel: string, keyOf: (entry: T) => string): MemoryCatalogSource<T> {
  const rows = new Map<string, SourceEntry<T>>();
  let revision = 0;
  const source: MemoryCatalogSource<T> = {
    channel,
    reads: [],
    outage: undefined,
    async readAll() {
      await note("all");
      return [...rows.values()];
    },
    async read(key) {
      await note(key);
      return rows.get(key);
    },
    put(...entries) {
      for (const value of entries) {
        const key = keyOf(value);
        rows.set(key, { key, value, revision: String(++revision) });
      }
    },
    remove: (key) => void rows.delete(key),
  };

  async function note(read: string): Promise<void> {
    source.reads.push(read);
    await Promise.resolve();
    if (source.outage) throw source.outage;
  }
  return source;
}
