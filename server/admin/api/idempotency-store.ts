import type { Database } from "#server/database/database.ts";

export interface IdempotencyRow {
  sealed: string;
  /** `null` when the request was done. */
  runningUntil: Date | null;
}

const beginSql = `INSERT INTO idempotency_keys (id_hash, sealed, running_until, expires_at) VALUES ($1, $2, $3, $4)
  ON CONFLICT (id_hash) DO UPDATE
    SET sealed = excluded.sealed, running_until = excluded.running_until, expires_at = excluded.expires_at
    WHERE idempotency_keys.expires_at <= $5
  RETURNING id_hash`;
const findSql = `SELECT sealed, running_until AS "runningUntil" FROM idempotency_keys WHERE id_hash = $1`;
const stopSql = "UPDATE idempotency_keys SET running_until = $2 WHERE id_hash = $1 AND running_until > $2";
const finishSql = "UPDATE idempotency_keys SET sealed = $2, running_until = NULL WHERE id_hash = $1";
const purgeSql = `DELETE FROM idempotency_keys WHERE id_hash = ANY (ARRAY(
    SELECT id_hash FROM idempotency_keys WHERE expires_at < now() ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED
  ))`;

/** Requests with an Idempotency-Key in the database, for all processes. */
export function createIdempotencyStore({ query, execute }: Pick<Database, "query" | "execute">) {
  return {
    /**
     * Whether the request is the caller's to run; its row is the caller's alone until it expires.
     *
     * Races: of several at once, one statement lets one begin.
     */
    async begin(
      idHash: string,
      sealed: string,
      times: { now: Date; runningUntil: Date; expiresAt: Date },
    ): Promise<boolean> {
      const { runningUntil, expiresAt, now } = times;
      return (await query(beginSql, [idHash, sealed, runningUntil, expiresAt, now])).length > 0;
    },
    async find(idHash: string): Promise<IdempotencyRow | undefined> {
      return (await query<IdempotencyRow>(findSql, [idHash]))[0];
    },
    /** Ends the time in which the request may still be running, without an output. */
    async stop(idHash: string, at: Date): Promise<void> {
      await execute(stopSql, [idHash, at]);
    },
    async finish(idHash: string, sealed: string): Promise<void> {
      await execute(finishSql, [idHash, sealed]);
    },
    async remove(idHash: string): Promise<void> {
      await execute("DELETE FROM idempotency_keys WHERE id_hash = $1", [idHash]);
    },
    /** Deletes at most `limit` that have expired; returns how many. */
    purgeExpired: (limit: number): Promise<number> => execute(purgeSql, [limit]),
  };
}

export type IdempotencyStore = ReturnType<typeof createIdempotencyStore>;
