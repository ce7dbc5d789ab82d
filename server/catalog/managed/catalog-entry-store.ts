import { randomUUID } from "node:crypto";
import type { Database } from "#server/database/database.ts";
import type { PublishOnCommit } from "#server/database/events/notifier.ts";
import type { TransactionClient } from "#server/database/run-transaction.ts";
import { type CatalogKind, changedChannels } from "./entry-kinds.ts";

/** One accepted secret of a client. */
export interface StoredSecret {
  id: string;
  /** base64url SHA-256. */
  hash: string;
  /** ISO 8601. */
  createdAt: string;
}

export interface EntryRow {
  id: string;
  kind: CatalogKind;
  key: string;
  /** As it was written: fields that were left out are left out here. */
  entry: Readonly<Record<string, unknown>>;
  secretHashes: readonly StoredSecret[];
  /** A provider's client secret, encrypted for this row. */
  secret: string | null;
  enabled: boolean;
  revision: string;
  createdAt: Date;
  createdBy: string;
  changedAt: Date;
  changedBy: string;
}

/** What of a row its saver decides. */
export type SavedEntry = Pick<EntryRow, "id" | "kind" | "key" | "entry" | "secretHashes" | "secret" | "enabled">;

/** Changes entries inside one transaction, in which no other change happens. */
export interface EntryWriter {
  readonly tx: TransactionClient;
  readonly publish: PublishOnCommit;
  /** All entries, before what this transaction writes. */
  readonly rows: readonly EntryRow[];
  /** Adds the entry or replaces the one with its id; every save gives it another revision. */
  save(entry: SavedEntry, by: string): Promise<EntryRow>;
  remove(row: Pick<EntryRow, "id" | "kind" | "key">): Promise<void>;
}

const columns = `id, kind, key, entry, secret_hashes AS "secretHashes", secret, enabled, revision,
  created_at AS "createdAt", created_by AS "createdBy", changed_at AS "changedAt", changed_by AS "changedBy"`;

const pageSql = `SELECT ${columns} FROM catalog_entries
  WHERE kind = $1 AND key > $2 AND key <> ALL($3::text[])
    AND ($4 = '' OR position($4 in lower(key)) > 0 OR position($4 in lower(entry->>'name')) > 0
      OR position($4 in lower(entry->>'title')) > 0)
  ORDER BY key LIMIT $5`;

/** One page of a kind, in the order of the keys. */
export interface EntryPageQuery {
  after: string;
  limit: number;
  /** In lower case; empty for all. */
  search: string;
  /** Keys to leave out. */
  except: readonly string[];
}

const saveSql = `INSERT INTO catalog_entries
    (id, kind, key, entry, secret_hashes, secret, enabled, revision, created_by, changed_by)
  VALUES ($1::uuid, $2, $3, $4::json, $5::jsonb, $6, $7, $8::uuid, $9, $9)
  ON CONFLICT (id) DO UPDATE SET entry = excluded.entry, secret_hashes = excluded.secret_hashes, secret = excluded.secret,
    enabled = excluded.enabled, revision = excluded.revision, changed_at = now(), changed_by = excluded.changed_by
  RETURNING ${columns}`;

/**
 * Entries of the database.
 *
 * Races: changes lock one row, so each of them sees what the one before it has written.
 */
export function createCatalogEntryStore({ query, transaction }: Pick<Database, "query" | "transaction">) {
  let askedGeneration: Promise<string> | undefined;

  async function readGeneration(): Promise<string> {
    const [row] = await query<{ generation: string }>("SELECT generation FROM catalog_generation WHERE id = 1");
    if (!row) throw new Error("the row of catalog_generation is missing");
    return row.generation;
  }

  function writer(tx: TransactionClient, publish: PublishOnCommit, rows: readonly EntryRow[]): EntryWriter {
    return {
      tx,
      publish,
      rows,
      async save({ id, kind, key, entry, secretHashes, secret, enabled }, by) {
        const texts = [JSON.stringify(entry), JSON.stringify(secretHashes)];
        const values = [id, kind, key, ...texts, secret, enabled, randomUUID(), by];
        const [row] = await tx.$queryRawUnsafe<EntryRow[]>(saveSql, ...values);
        if (!row) throw new Error("an upsert returned no row");
        await publish(changedChannels[kind], key);
        return row;
      },
      async remove({ id, kind, key }) {
        await tx.$executeRawUnsafe("DELETE FROM catalog_entries WHERE id = $1::uuid", id);
        await publish(changedChannels[kind], key);
      },
    };
  }

  return {
    /** The oldest first: people see providers in this order. */
    readAll: (kind: CatalogKind) =>
      query<EntryRow>(`SELECT ${columns} FROM catalog_entries WHERE kind = $1 ORDER BY created_at, id`, [kind]),

    async read(kind: CatalogKind, key: string): Promise<EntryRow | undefined> {
      const sql = `SELECT ${columns} FROM catalog_entries WHERE kind = $1 AND key = $2`;
      const [row] = await query<EntryRow>(sql, [kind, key]);
      return row;
    },

    page: (kind: CatalogKind, { after, limit, search, except }: EntryPageQuery) =>
      query<EntryRow>(pageSql, [kind, after, [...except], search, limit]),

    /**
     * Another value after every change of any entry. Calls of one turn share one statement, which begins after all of them: each
     * kind asks by itself.
     */
    generation(): Promise<string> {
      askedGeneration ??= Promise.resolve().then(() => {
        askedGeneration = undefined;
        return readGeneration();
      });
      return askedGeneration;
    },

    /** Runs `work` while no other entry changes. What it throws takes back what it wrote. */
    change<Result>(work: (writer: EntryWriter) => Promise<Result>): Promise<Result> {
      return transaction(async (tx, publish) => {
        await tx.$queryRaw`SELECT 1 AS one FROM catalog_generation WHERE id = 1 FOR UPDATE`;
        const rows = await tx.$queryRawUnsafe<EntryRow[]>(
          `SELECT ${columns} FROM catalog_entries ORDER BY created_at, id`,
        );
        const result = await work(writer(tx, publish, rows));
        await tx.$executeRaw`UPDATE catalog_generation SET generation = gen_random_uuid() WHERE id = 1`;
        return result;
      });
    },
  };
}

export type CatalogEntryStore = ReturnType<typeof createCatalogEntryStore>;
