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
  return {
    clients: define(
      "clients",
      entrySchemas.clients,
      ({ clientId }) => clientId,
      file.clients.map(({ secretHashes, ...entry }) => ({ entry, hasSecret: secretHashes.length > 0 })),
    ),
    providers: define(
      "providers",
      entrySchemas.providers,
      ({ id }) => id,
      file.providers.map(({ clientSecret, brand: _, ...entry }) => ({
        // The kind says it, so the type stays at its default.
        entry: { type: "builtin" as const, ...entry },
        hasSecret: clientSecret !== undefined,
      })),
    ),
    resources: define(
      "resources",
      entrySchemas.resources,
      ({ identifier }) => identifier,
      file.resources.map(({ openScopes, ...entry }) => ({
        entry: openScopes.length > 0 ? { ...entry, openScopes: [...openScopes] } : entry,
        hasSecret: false,
      })),
    ),
    scopes: define(
      "scopes",
      entrySchemas.scopes,
      ({ name }) => name,
      [...file.scopes.values()]
        .filter(({ implied }) => !implied)
        .map(({ translations, message: _, implied: __, ...entry }) => ({
          entry: { ...entry, translations: { ...translations } },
          hasSecret: false,
        })),
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
