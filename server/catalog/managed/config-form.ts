import type { FurtherEntries } from "#server/config/settings.ts";
import type { EntryRow } from "./catalog-entry-store.ts";
import { type CatalogKind, type EntryOf, entrySchemas } from "./entry-kinds.ts";

/** Entries that the schema takes, in the configuration file's words; of each kind in the order given. */
export interface ParsedEntries {
  further: FurtherEntries;
  /** The keys of `further`, at the same places. */
  keys: Readonly<Record<CatalogKind, readonly string[]>>;
  /** Rows that the schema doesn't take: another version has written them, or a person by SQL. */
  unreadable: readonly EntryRow[];
}

/** What an entry brings along that isn't part of it. */
type SecretOf = (row: EntryRow) => string | undefined;

/** Says that there is one, where its value doesn't count. */
const someSecret: SecretOf = ({ secret }) => (secret === null ? undefined : "kept");

/** Entries as the configuration file would say them. `secretOf` answers a provider's secret. */
export function toConfigForm(rows: readonly EntryRow[], secretOf: SecretOf = someSecret): ParsedEntries {
  const further = {
    clients: [] as FurtherEntries["clients"][number][],
    providers: [] as FurtherEntries["providers"][number][],
    resources: [] as FurtherEntries["resources"][number][],
    scopes: {} as Record<string, FurtherEntries["scopes"][string]>,
  };
  const keys = {
    clients: [] as string[],
    providers: [] as string[],
    resources: [] as string[],
    scopes: [] as string[],
  };
  const unreadable: EntryRow[] = [];
  for (const row of rows) {
    const parsed = parseRow(row);
    if (!parsed) {
      unreadable.push(row);
      continue;
    }
    keys[row.kind].push(row.key);
    if (parsed.kind === "clients") further.clients.push({ ...parsed.entry, ...hashesOf(row) });
    else if (parsed.kind === "providers") further.providers.push({ ...parsed.entry, ...namedSecret(secretOf(row)) });
    else if (parsed.kind === "resources") further.resources.push(parsed.entry);
    else {
      const { name, ...scope } = parsed.entry;
      further.scopes[name] = scope;
    }
  }
  return { further, keys, unreadable };
}

type ParsedRow = { [Kind in CatalogKind]: { kind: Kind; entry: EntryOf<Kind> } }[CatalogKind];

function parseRow({ kind, entry }: EntryRow): ParsedRow | undefined {
  switch (kind) {
    case "clients": {
      const { data } = entrySchemas.clients.safeParse(entry);
      return data && { kind, entry: data };
    }
    case "providers": {
      const { data } = entrySchemas.providers.safeParse(entry);
      return data && { kind, entry: data };
    }
    case "resources": {
      const { data } = entrySchemas.resources.safeParse(entry);
      return data && { kind, entry: data };
    }
    case "scopes": {
      const { data } = entrySchemas.scopes.safeParse(entry);
      return data && { kind, entry: data };
    }
  }
}

function hashesOf({ secretHashes }: EntryRow): { clientSecretHash?: string[] } {
  return secretHashes.length > 0 ? { clientSecretHash: secretHashes.map(({ hash }) => `sha256:${hash}`) } : {};
}

function namedSecret(secret: string | undefined): { clientSecret?: string } {
  return secret === undefined ? {} : { clientSecret: secret };
}
