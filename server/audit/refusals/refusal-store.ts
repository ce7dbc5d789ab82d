import type { Database } from "#server/database/database.ts";
import type { RefusalFacts, RefusalRow } from "./refusal-row.ts";

export type StoredRefusal = {
  [Name in keyof RefusalRow]: RefusalRow[Name] | (undefined extends RefusalRow[Name] ? null : never);
};

export interface RefusalStore {
  insert(rows: readonly RefusalRow[]): Promise<void>;
  /** Of one reference, in order; the last is what was answered. */
  ofReference(reference: string): Promise<readonly StoredRefusal[]>;
  /** Deletes at most `limit` refusals from before the date, the oldest first; returns how many. */
  purgeBefore(date: Date, limit: number): Promise<number>;
}

const insertSql = `INSERT INTO refusals
    (at, request_id, code, user_id, client_id, provider_id, client_address, method, host, path, facts)
  SELECT at, "requestId", code, "userId", "clientId", "providerId", "clientAddress", method, host, path, facts
  FROM jsonb_to_recordset($1::jsonb) AS row (at timestamptz, "requestId" text, code text, "userId" uuid, "clientId" text,
    "providerId" text, "clientAddress" text, method text, host text, path text, facts jsonb)`;

const findSql = `SELECT at, request_id AS "requestId", code, user_id AS "userId", client_id AS "clientId",
    provider_id AS "providerId", client_address AS "clientAddress", method, host, path, facts
  FROM refusals WHERE request_id = $1 ORDER BY id LIMIT 10`;

const purgeSql = `DELETE FROM refusals WHERE id = ANY (ARRAY(
    SELECT id FROM refusals WHERE at < $1 ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED
  ))`;

export function createRefusalStore({ query, execute }: Pick<Database, "query" | "execute">): RefusalStore {
  return {
    async insert(rows) {
      await query(insertSql, [JSON.stringify(rows)]);
    },
    ofReference: (reference) => query<StoredRefusal & { facts: RefusalFacts }>(findSql, [reference]),
    purgeBefore: (date, limit) => execute(purgeSql, [date, limit]),
  };
}
