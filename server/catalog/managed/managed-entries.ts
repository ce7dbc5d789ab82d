import type { Secret } from "#server/crypto/secret.ts";
import type { TokenCipher } from "#server/crypto/token-cipher.ts";
import type { EndedCounts } from "#server/database/ended-counts.ts";
import { AppError } from "#server/errors/app-error.ts";
import { addCounts } from "./add-counts.ts";
import type { CatalogEnds } from "./catalog-ends.ts";
import type { CatalogEntryStore, EntryRow, SavedEntry } from "./catalog-entry-store.ts";
import type { EntryChanges, PlanChange } from "./entry-changes.ts";
import type { CatalogKind } from "./entry-kinds.ts";
import { fieldChanges } from "./field-changes.ts";
import { compareKeys, type KindDefinition } from "./kind-definitions.ts";
import type {
  ChangeBy,
  EndOptions,
  EntryChange,
  ManagedEntries,
  ManagedEntry,
  NewClientOptions,
} from "./managed-catalog.ts";
import { changedEntry, newEntry, withNewSecret } from "./planned-entry.ts";

export interface ManagedEntriesDeps {
  store: Pick<CatalogEntryStore, "read" | "page">;
  changes: EntryChanges;
  cipher: Pick<TokenCipher, "encrypt">;
  ends: Pick<CatalogEnds, "endAccessOfProvider">;
}

/** What becomes of one entry; the entry itself when nothing changes. */
export type EditEntry = (row: EntryRow) => SavedEntry | undefined | Promise<SavedEntry | undefined>;

export interface EditableEntries<Entry> extends ManagedEntries<Entry> {
  edit(key: string, options: ChangeBy, edit: EditEntry): Promise<EntryChange<Entry>>;
}

export function createManagedEntries<Entry>(
  definition: KindDefinition<Entry>,
  { store, changes, cipher, ends }: ManagedEntriesDeps,
): EditableEntries<Entry> {
  const { kind, schema, keyOf, fileEntries } = definition;
  const ofFile = new Map(fileEntries.map((found) => [keyOf(found.entry), fromFile(found, keyOf)]));

  function fromRow(row: EntryRow): ManagedEntry<Entry> | undefined {
    const { data } = schema.safeParse(row.entry);
    return data === undefined ? undefined : { ...plainPart(row), entry: data };
  }

  async function done(
    before: EntryRow | undefined,
    after: EntryRow | undefined,
    facts: { counts?: EndedCounts; secret?: Secret | undefined } = {},
  ): Promise<EntryChange<Entry>> {
    const row = after ?? before;
    const entry = row && fromRow(row);
    if (!entry) throw new AppError("admin_target_not_found");
    const changes = fieldChanges(before, after);
    return { entry, changes, counts: facts.counts ?? {}, ...(facts.secret ? { secret: facts.secret } : {}) };
  }

  function requireRow(rows: readonly EntryRow[], key: string, { revision }: ChangeBy): EntryRow {
    const row = rows.find((one) => one.kind === kind && one.key === key);
    if (!row) throw new AppError(ofFile.has(key) ? "entry_in_settings" : "admin_target_not_found", { facts: { key } });
    if (revision !== undefined && revision !== row.revision)
      throw new AppError("revision_conflict", { facts: { key } });
    return row;
  }

  async function edit(key: string, options: ChangeBy, change: EditEntry): Promise<EntryChange<Entry>> {
    let unchanged: EntryRow | undefined;
    const plan: PlanChange = async (rows) => {
      const before = requireRow(rows, key, options);
      const after = await change(before);
      if (after && fieldChanges(before, after).length === 0) {
        unchanged = before;
        return [];
      }
      return [{ before, after }];
    };
    const [applied] = await changes.apply(plan, options.by, options);
    return applied ? done(applied.before, applied.after, applied) : done(unchanged, unchanged);
  }

  async function editAndEnd(
    key: string,
    options: ChangeBy & EndOptions,
    change: EditEntry,
  ): Promise<EntryChange<Entry>> {
    requireTaken(kind, options);
    const done = await edit(key, options, change);
    if (!options.endAccess) return done;
    return { ...done, counts: addCounts([done, { counts: await ends.endAccessOfProvider(done.entry.key) }]) };
  }

  return {
    async list({ after = "", limit, search = "" }) {
      const wanted = search.toLowerCase();
      const fitting = [...ofFile.values()].filter(
        (one) => compareKeys(one.key, after) > 0 && searched(one).some((text) => text.toLowerCase().includes(wanted)),
      );
      const rows = await store.page(kind, { after, limit: limit + 1, search: wanted, except: [...ofFile.keys()] });
      const all = [...fitting, ...rows.flatMap((row) => fromRow(row) ?? [])];
      all.sort((a, b) => compareKeys(a.key, b.key));
      const entries = all.slice(0, limit);
      const more = all.length > limit || rows.length > limit;
      return { entries, next: more ? entries.at(-1)?.key : undefined };
    },

    async find(key) {
      const inFile = ofFile.get(key);
      if (inFile) return inFile;
      const row = await store.read(kind, key);
      return row && fromRow(row);
    },

    async create(input, options: ChangeBy & NewClientOptions) {
      requireTaken(kind, options);
      const { by, mayChange, withSecret, enabled = true } = options;
      let secret: Secret | undefined;
      const plan: PlanChange = async (rows) => {
        const made = { ...(await newEntry(cipher, kind, input)), enabled };
        if (rows.some((row) => row.kind === kind && row.key === made.key)) {
          throw new AppError("entry_exists", { facts: { key: made.key } });
        }
        const after = kind === "clients" ? withNewSecret(made, withSecret) : { entry: made, secret: undefined };
        secret = after.secret;
        return [{ before: undefined, after: after.entry }];
      };
      const [applied] = await changes.apply(plan, by, { mayChange });
      return done(undefined, applied?.after, { secret });
    },

    change: (key, fields, options) => edit(key, options, (row) => changedEntry(cipher, row, fields)),
    enable: (key, options) => edit(key, options, (row) => ({ ...row, enabled: true })),
    disable: (key, options) => editAndEnd(key, options, (row) => ({ ...row, enabled: false })),
    delete: (key, options) => editAndEnd(key, options, () => undefined),
    edit,
  };
}

/** Errors: internal_error for an option of another kind, because it would be dropped without a word. */
function requireTaken(kind: CatalogKind, { endAccess, withSecret }: EndOptions & NewClientOptions): void {
  const wrong = [
    ...(endAccess !== undefined && kind !== "providers" ? ["endAccess"] : []),
    ...(withSecret !== undefined && kind !== "clients" ? ["withSecret"] : []),
  ];
  if (wrong.length > 0) throw new AppError("internal_error", { detail: `${kind} take no ${wrong.join(", ")}` });
}

function fromFile<Entry>(
  { entry, hasSecret }: { entry: Entry; hasSecret: boolean },
  keyOf: (entry: Entry) => string,
): ManagedEntry<Entry> {
  const key = keyOf(entry);
  return { key, origin: "settings", entry, enabled: true, stored: undefined, secrets: [], hasSecret };
}

function plainPart(row: EntryRow): Omit<ManagedEntry<never>, "entry"> {
  const { key, enabled, secretHashes, secret, revision, createdAt, createdBy, changedAt, changedBy } = row;
  return {
    key,
    origin: "database",
    enabled,
    stored: { revision, createdAt, createdBy, changedAt, changedBy },
    secrets: secretHashes.map(({ id, createdAt: madeAt }) => ({ id, createdAt: new Date(madeAt) })),
    hasSecret: secret !== null || secretHashes.length > 0,
  };
}

/** What a search looks at. */
function searched<Entry>({ key, entry }: ManagedEntry<Entry>): string[] {
  const { name, title }: { name?: unknown; title?: unknown } = Object(entry);
  return [key, name, title].filter((text) => typeof text === "string");
}
