import type { Database } from "#server/database/database.ts";
import type { NewOidcRecord } from "./oidc-record.ts";

/** As many as one statement takes; more wait for the next turn. */
const batchMax = 200;

const sql = `INSERT INTO oidc_records (model, id_hash, payload, account_id, client_id, grant_id, uid, expires_at, family_id,
    status_list_id, status_index)
  SELECT model, "idHash", payload, payload->>'accountId', payload->>'clientId', "grantId", payload->>'uid', "expiresAt", "familyId",
    status->>'listId', (status->>'index')::int
  FROM jsonb_to_recordset($1::jsonb) AS row (model text, "idHash" text, payload jsonb, "grantId" text, "expiresAt" timestamptz,
    "familyId" text, status jsonb)
  ON CONFLICT (model, id_hash) DO UPDATE SET payload = excluded.payload, expires_at = excluded.expires_at`;

/**
 * Inserts new records, all that come up within one turn of the event loop in one statement: under load most of a token's
 * cost would be its own round trip to the database.
 *
 * Shape:  resolves when the record is committed, as a statement of its own would.
 * Errors: those of the database. A statement that fails is repeated record by record, so that no record fails for
 *         another's.
 */
export function createRecordBatches({ query }: Pick<Database, "query">): (record: NewOidcRecord) => Promise<void> {
  const waiting: { record: NewOidcRecord; resolve: () => void; reject: (error: unknown) => void }[] = [];

  const insert = (records: readonly NewOidcRecord[]) => query(sql, [JSON.stringify(records)]);

  async function flush(): Promise<void> {
    const batch = waiting.splice(0, batchMax);
    if (waiting.length > 0) setImmediate(flush);
    try {
      await insert(batch.map(({ record }) => record));
      for (const { resolve } of batch) resolve();
    } catch (error) {
      if (batch.length === 1) batch[0]?.reject(error);
      else for (const { record, resolve, reject } of batch) void insert([record]).then(resolve, reject);
    }
  }

  return (record) =>
    new Promise((resolve, reject) => {
      if (waiting.push({ record, resolve, reject }) === 1) setImmediate(flush);
    });
}
