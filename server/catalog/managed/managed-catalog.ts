import type { EntryOrigin } from "#server/catalog/catalog.ts";
import type { Secret } from "#server/crypto/secret.ts";
import type { EndedCounts } from "#server/database/ended-counts.ts";
import type { PlannedChange } from "./check-change.ts";
import type { CatalogKind, EntryOf } from "./entry-kinds.ts";

/** An entry of the file or of the database, without its secrets. */
export interface ManagedEntry<Entry> {
  key: string;
  origin: EntryOrigin;
  /** In the configuration file's words, with the values of what was left out. */
  entry: Entry;
  /** Entries of the file always are. */
  enabled: boolean;
  /** When and by whom; of entries of the database. */
  stored: StoredFacts | undefined;
  /** A client's accepted secrets that were made here, the newest first. Their values are known to the client alone. */
  secrets: readonly { id: string; createdAt: Date }[];
  /** Whether a secret is set, here or in the file. */
  hasSecret: boolean;
}

export interface StoredFacts {
  /** Another one after every change. */
  revision: string;
  createdAt: Date;
  createdBy: string;
  changedAt: Date;
  changedBy: string;
}

/** One field of an entry that a change gave another value; JSON, `undefined` where the field was left out. */
export interface FieldChange {
  field: string;
  before: unknown;
  after: unknown;
}

export interface EntryChange<Entry> {
  /** As it is now; as it was, when it was deleted. */
  entry: ManagedEntry<Entry>;
  /** Without secrets, of which only `clientSecret` is said to have changed. */
  changes: readonly FieldChange[];
  /** How much of each kind ended with it: apps' access, tokens, sessions. */
  counts: EndedCounts;
  /** A client secret that was made: shown now and never again. */
  secret?: Secret | undefined;
}

/** Who changes, as the audit log names them; and what the change was made from. */
export interface ChangeBy {
  by: string;
  /** The revision that the change was made from; the change is refused when it is another one now. Left out: any. */
  revision?: string | undefined;
  /** Decides within the transaction, on the entry as it is then. What it throws refuses the change. */
  mayChange?: ((planned: PlannedChange) => void) | undefined;
  /** Also when no admin could sign in afterwards: for the operator. */
  evenLastAdmin?: boolean | undefined;
}

export interface EntryPage<Entry> {
  entries: readonly ManagedEntry<Entry>[];
  /** The key to go on after; `undefined` on the last page. */
  next: string | undefined;
}

/**
 * Entries of one kind, of the file and of the database, and changes of the database's.
 *
 * Errors (AppError): entry_in_settings; entry_exists; admin_target_not_found; revision_conflict; entry_in_use;
 *         last_admin when no admin could sign in without the provider, unless `evenLastAdmin`;
 *         input_invalid (`InvalidInputError`, each mistake by its path in the entry); those of the database.
 * Races:  a change is live in every process at the next request after it returns.
 */
export interface ManagedEntries<Entry> {
  /** In the order of their keys. `search` is a part of the key or of the name. */
  list(page: { after?: string | undefined; limit: number; search?: string | undefined }): Promise<EntryPage<Entry>>;
  find(key: string): Promise<ManagedEntry<Entry> | undefined>;
  /** `input` is the entry as the file would say it. A provider's may have `clientSecret`. */
  create(input: Readonly<Record<string, unknown>>, options: ChangeBy & NewEntryOptions): Promise<EntryChange<Entry>>;
  /** Replaces the fields that are given; `null` takes a field out. The key stays. */
  change(key: string, fields: Readonly<Record<string, unknown>>, options: ChangeBy): Promise<EntryChange<Entry>>;
  /** Doing it twice is doing it once. */
  enable(key: string, options: ChangeBy): Promise<EntryChange<Entry>>;
  /** What a client has ends at once, and stays ended when it is enabled again. */
  disable(key: string, options: ChangeBy): Promise<EntryChange<Entry>>;
  delete(key: string, options: ChangeBy): Promise<EntryChange<Entry>>;
}

export interface NewEntryOptions {
  /** `false`: checked like others, and not in use until it is enabled. */
  enabled?: boolean | undefined;
}

export interface NewClientOptions extends NewEntryOptions {
  /** Whether the client gets a secret; by default when it needs one. */
  withSecret?: boolean | undefined;
}

export interface EndOptions {
  /** Whether what people have by the provider ends, too (`endAccessOfProvider`). Default: it goes on. */
  endAccess?: boolean | undefined;
}

export interface ManagedProviders extends ManagedEntries<EntryOf<"providers">> {
  disable(key: string, options: ChangeBy & EndOptions): Promise<EntryChange<EntryOf<"providers">>>;
  delete(key: string, options: ChangeBy & EndOptions): Promise<EntryChange<EntryOf<"providers">>>;
}

export interface ManagedClients extends ManagedEntries<EntryOf<"clients">> {
  create(
    input: Readonly<Record<string, unknown>>,
    options: ChangeBy & NewClientOptions,
  ): Promise<EntryChange<EntryOf<"clients">>>;
  /** Makes a secret beside the present one; the two are valid until one is retired. Errors: input_invalid when there are two. */
  addSecret(clientId: string, options: ChangeBy): Promise<EntryChange<EntryOf<"clients">> & { secret: Secret }>;
  /** From the next use on it is refused. Errors: admin_target_not_found; input_invalid when the client can't be without it. */
  retireSecret(clientId: string, secretId: string, options: ChangeBy): Promise<EntryChange<EntryOf<"clients">>>;
}

/** Clients, providers, resources and scopes of the file and of the database: for the administration. */
export interface ManagedCatalog extends Readonly<{ [Kind in CatalogKind]: ManagedEntries<EntryOf<Kind>> }> {
  readonly clients: ManagedClients;
  readonly providers: ManagedProviders;
}
