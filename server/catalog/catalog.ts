import type { ClientSettings, ProviderSettings, ResourceSettings, ScopeSettings } from "#server/config/settings.ts";

/** Where an entry comes from: portico.config.ts with its environment, or the database. */
export type EntryOrigin = "settings" | "database";

/**
 * Entries of one kind, asked for when they are needed. Readers keep no copy: an entry may change while the portal runs.
 *
 * Races: the answer is from memory and as new as the last `Catalog.refresh()`, which the front door awaits before each request.
 */
export interface CatalogOf<T> {
  find(key: string): T | undefined;
  /** The settings' entries first, in the order of the file. The same array until an entry changes. */
  list(): readonly T[];
  originOf(key: string): EntryOrigin | undefined;
  /**
   * Calls back with the key of an entry that was added, changed or removed, in this process or another, as soon as `find` and
   * `list` give the new one. Returns the way to stop.
   */
  onChange(handler: (key: string) => void): () => void;
}

/** What the portal serves: read by every room, changed by the settings today and by stores later. */
export interface Catalog {
  /** By client id. Apps that registered themselves or have a document are the authorization server's, and not here. */
  readonly clients: CatalogOf<ClientSettings>;
  /** By id. */
  readonly providers: CatalogOf<ProviderSettings>;
  /** By name. */
  readonly scopes: CatalogOf<ScopeSettings>;
  /** By identifier. */
  readonly resources: CatalogOf<ResourceSettings>;
  /**
   * Reads again what has changed since the last call. `undefined`, with nothing read, when nothing has.
   *
   * Errors: those of the sources (AppError database_unavailable); what could not be read is read at the next call.
   */
  refresh(): Promise<void> | undefined;
  close(): void;
}

/** What a cache needs whose answers follow from entries of these kinds: it forgets them when one changes. */
export type CatalogChanges<Kind extends "clients" | "providers" | "scopes" | "resources"> = {
  readonly [kind in Kind]: Pick<Catalog[kind], "onChange">;
};
