import { addCounts } from "#server/catalog/managed/add-counts.ts";
import type { CatalogEntryStore, EntryRow } from "#server/catalog/managed/catalog-entry-store.ts";
import type { PlannedChange } from "#server/catalog/managed/check-change.ts";
import { needsSecret } from "#server/catalog/managed/client-secrets.ts";
import {
  type AppliedChange,
  createEntryChanges,
  type EntryChangesDeps,
} from "#server/catalog/managed/entry-changes.ts";
import { type CatalogKind, catalogKinds, entrySchemas, keyFields } from "#server/catalog/managed/entry-kinds.ts";
import { fieldChanges } from "#server/catalog/managed/field-changes.ts";
import { importedEntry, saysTheSame } from "#server/catalog/managed/imported-entry.ts";
import { kindDefinitions } from "#server/catalog/managed/kind-definitions.ts";
import type { LoadedSettings } from "#server/config/settings.ts";
import type { TokenCipher } from "#server/crypto/token-cipher.ts";
import { InvalidInputError } from "#server/errors/invalid-input-error.ts";
import type { SetUpDocument } from "./set-up-document.ts";
import type { Imported, SetUpDifference, SetUpExchange } from "./set-up-exchange.ts";

export interface SetUpExchangeDeps extends EntryChangesDeps {
  file: LoadedSettings;
  store: Pick<CatalogEntryStore, "readAll" | "change">;
  cipher: Pick<TokenCipher, "encrypt">;
}

type Fields = Readonly<Record<string, unknown>>;
interface Wanted {
  kind: CatalogKind;
  key: string;
  fields: Fields;
}

/** Thrown to take back a transaction that was only to say what it would do. */
class DryRun extends Error {}

export function createSetUpExchange(deps: SetUpExchangeDeps): SetUpExchange {
  const { file, store, cipher } = deps;
  const changes = createEntryChanges(deps);
  const definitions = kindDefinitions(file);
  const ofFile = new Map<string, Fields>(
    catalogKinds.flatMap((kind) =>
      definitions[kind].fileEntries.map(({ entry }) => [nameOf(kind, Object(entry)[keyFields[kind]]), entry] as const),
    ),
  );

  async function plan(rows: readonly EntryRow[], wanted: readonly Wanted[], prune: boolean): Promise<PlannedChange[]> {
    const planned: PlannedChange[] = [];
    for (const { kind, key, fields } of wanted) {
      const inFile = ofFile.get(nameOf(kind, key));
      if (inFile && saysTheSame(entrySchemas[kind].safeParse(fields).data ?? fields, inFile)) continue;
      const before = rows.find((row) => row.kind === kind && row.key === key);
      const after = await importedEntry(cipher, kind, fields, before).catch((error: unknown) => {
        throw inEntry(kind, key, error);
      });
      const isSame = before !== undefined && fieldChanges(before, after).length === 0;
      if (!isSame) planned.push({ before, after });
    }
    const names = new Set(wanted.map(({ kind, key }) => nameOf(kind, key)));
    const left = prune ? rows.filter(({ kind, key }) => !names.has(nameOf(kind, key))) : [];
    // What names others goes first, because an entry that is still named can't be deleted.
    return [...left.map((before) => ({ before, after: undefined })), ...planned];
  }

  return {
    async export({ everything = false, withSecretHashes = false } = {}) {
      const document: SetUpDocument = { providers: [], resources: [], clients: [], scopes: {} };
      for (const kind of catalogKinds) {
        const rows = (await store.readAll(kind)).filter(
          ({ enabled, key }) => enabled && !ofFile.has(nameOf(kind, key)),
        );
        const hashesOf = ({ secretHashes }: EntryRow) =>
          withSecretHashes && secretHashes.length > 0
            ? { clientSecretHash: secretHashes.map(({ hash }) => `sha256:${hash}`) }
            : {};
        const written: Fields[] = [
          ...(everything ? definitions[kind].fileEntries.map(({ entry }): Fields => ({ ...entry })) : []),
          ...rows.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map((row) => ({ ...row.entry, ...hashesOf(row) })),
        ];
        if (kind !== "scopes") document[kind] = written.map((fields) => ({ ...fields }));
        else for (const { name, ...scope } of written) document.scopes[String(name)] = scope;
      }
      return document;
    },

    async import(document, { dryRun = false, prune = false, by, mayChange, evenLastAdmin }) {
      const wanted = wantedOf(document);
      let planned: readonly PlannedChange[] = [];
      const result = (applied: readonly AppliedChange[]): Imported => ({
        differences: planned.map(differenceOf),
        withoutSecret: planned.flatMap(({ after }) => (after ? lacksSecret(after) : [])),
        counts: addCounts(applied),
      });
      try {
        const applied = await changes.apply(
          async (rows) => {
            planned = await plan(rows, wanted, prune);
            return planned;
          },
          by,
          { style: "whole", mayChange, evenLastAdmin, ...(dryRun ? { beforeCommit: stop } : {}) },
        );
        return result(applied);
      } catch (error) {
        if (error instanceof DryRun) return result([]);
        throw error;
      }
    },
  };
}

function stop(): never {
  throw new DryRun();
}

/** The entries of a document, those first that others name. Errors: input_invalid for one that is named twice. */
function wantedOf(document: SetUpDocument): Wanted[] {
  const lists: Readonly<Record<CatalogKind, readonly Fields[]>> = {
    ...document,
    scopes: Object.entries(document.scopes).map(([name, scope]) => ({ name, ...scope })),
  };
  const seen = new Set<string>();
  return catalogKinds.flatMap((kind) =>
    lists[kind].map((fields, index) => {
      const key = fields[keyFields[kind]];
      const field = `${kind}.${index}.${keyFields[kind]}`;
      if (typeof key !== "string") throw new InvalidInputError([{ field, problem: "It is missing." }]);
      if (seen.has(nameOf(kind, key))) throw new InvalidInputError([{ field, problem: "It is used twice." }]);
      seen.add(nameOf(kind, key));
      return { kind, key, fields };
    }),
  );
}

function differenceOf({ before, after }: PlannedChange): SetUpDifference {
  const { kind, key } = after ?? before ?? { kind: "clients", key: "" };
  const act = before ? (after ? "changed" : "removed") : "added";
  return { kind, key, act, changes: fieldChanges(before, after) };
}

function lacksSecret({
  kind,
  key,
  entry,
  secretHashes,
  secret,
}: NonNullable<PlannedChange["after"]>): Imported["withoutSecret"] {
  if (kind === "providers") return secret === null ? [{ kind, key }] : [];
  if (kind !== "clients" || secretHashes.length > 0) return [];
  const { data } = entrySchemas.clients.safeParse(entry);
  return data && needsSecret(data) ? [{ kind, key }] : [];
}

function inEntry(kind: CatalogKind, key: string, error: unknown): unknown {
  if (!(error instanceof InvalidInputError)) return error;
  return new InvalidInputError(
    error.mistakes.map((mistake) => ({ ...mistake, field: `${kind}.${key}.${mistake.field}` })),
  );
}

function nameOf(kind: CatalogKind, key: unknown): string {
  return `${kind}/${String(key)}`;
}
