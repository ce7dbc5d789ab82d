import type { z } from "zod";
import type { LoadedSettings } from "#server/config/settings.ts";
import { type CatalogKind, type EntryOf, entrySchemas } from "./entry-kinds.ts";

/** An entry of the file, in the file's words with every value filled in. */
export interface FileEntry<Entry> {
  entry: Entry;
  hasSecret: boolean;
}

/** What the service needs to know of one kind. */
export interface KindDefinition<Entry> {
  kind: CatalogKind;
  schema: z.ZodType<Entry>;
  keyOf(entry: Entry): string;
  /** In the order of their keys. */
  fileEntries: readonly FileEntry<Entry>[];
}

export function kindDefinitions(file: LoadedSettings): { [Kind in CatalogKind]: KindDefinition<EntryOf<Kind>> } {
  const { written } = file;
  const withSecrets = new Set(
    file.clients.flatMap(({ clientId, secretHashes }) => (secretHashes[0] ? [clientId] : [])),
  );
  const secretOf = new Map(file.providers.map(({ id, clientSecret }) => [id, clientSecret]));
  return {
    clients: define(
      "clients",
      entrySchemas.clients,
      ({ clientId }) => clientId,
      written.clients.map((entry) => ({ entry, hasSecret: withSecrets.has(entry.clientId) })),
    ),
    providers: define(
      "providers",
      entrySchemas.providers,
      ({ id }) => id,
      written.providers.map((entry) => ({ entry, hasSecret: secretOf.get(entry.id) !== undefined })),
    ),
    resources: define(
      "resources",
      entrySchemas.resources,
      ({ identifier }) => identifier,
      written.resources.map((entry) => ({ entry, hasSecret: false })),
    ),
    scopes: define(
      "scopes",
      entrySchemas.scopes,
      ({ name }) => name,
      Object.entries(written.scopes).map(([name, scope]) => ({ entry: { name, ...scope }, hasSecret: false })),
    ),
  };
}

function define<Entry>(
  kind: CatalogKind,
  schema: z.ZodType<Entry>,
  keyOf: (entry: Entry) => string,
  entries: readonly FileEntry<Entry>[],
): KindDefinition<Entry> {
  const fileEntries = [...entries].sort((a, b) => compareKeys(keyOf(a.entry), keyOf(b.entry)));
  return { kind, schema, keyOf, fileEntries };
}

/** As the database orders keys. */
export function compareKeys(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
