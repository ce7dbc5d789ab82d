/** An entry as a source keeps it. */
export interface SourceEntry<T> {
  key: string;
  value: T;
  /**
   * Another one after every change of the entry, so that unchanged entries are known without comparing secrets. Never used again
   * for the key, because an entry that is removed and added between two readings would look unchanged: no counter of a row.
   */
  revision: string;
}

/**
 * A place besides the settings that keeps entries of one kind; a `-store` of the database.
 *
 * Errors: AppError database_unavailable.
 */
export interface CatalogSource<T> {
  /**
   * The notifier's channel on which the source announces the key of an entry that was added, changed or removed, in the
   * transaction that does it.
   */
  readonly channel: string;
  readAll(): Promise<readonly SourceEntry<T>[]>;
  /** `undefined` when there is no such entry (any more). */
  read(key: string): Promise<SourceEntry<T> | undefined>;
  /**
   * Another value after every change, never used again. Cheaper than reading all: while announcements may be lost, every request
   * asks for it, and reads all entries only when it is another one.
   */
  generation?(): Promise<string>;
}
