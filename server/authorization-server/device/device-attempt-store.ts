import type { Database } from "#server/database/database.ts";

/** One key's count within its window. */
export interface CountedGuess {
  count: number;
  endsAt: Date;
}

/** One that has more wrong guesses than it may, within its window. */
export interface ExceededGuesses extends CountedGuess {
  /** As it was counted: `person <id>`, `address <caller>`. */
  key: string;
}

/** A right of SQL to the row that is there before the write. */
const before = "oidc_records.payload";

/**
 * Polls of devices and guesses of their codes, among the authorization server's records: so all processes count
 * together, and what is over is purged with the rest.
 *
 * Races: each method is one statement that compares and writes.
 */
export function createDeviceAttemptStore({ query }: Pick<Database, "query">) {
  return {
    /**
     * Notes a poll; says whether it came before the device's interval was over, which then grows by `growSeconds`.
     * Codes that this client doesn't have leave no row behind.
     */
    async notePoll(poll: {
      codeHash: string;
      clientId: string;
      nowMs: number;
      intervalSeconds: number;
      growSeconds: number;
      toleranceMs: number;
    }): Promise<{ tooFast: boolean }> {
      const interval = `(${before}->>'interval')::int`;
      const tooFast = `$3::float8 - (${before}->>'at')::float8 < ${interval} * 1000 - $6::float8`;
      const [row] = await query<{ tooFast: boolean }>(
        `INSERT INTO oidc_records (model, id_hash, payload, expires_at)
         SELECT 'DevicePoll', id_hash,
           jsonb_build_object('at', $3::float8, 'interval', $4::int, 'tooFast', false), expires_at
         FROM oidc_records WHERE model = 'DeviceCode' AND id_hash = $1 AND client_id = $2
         ON CONFLICT (model, id_hash) DO UPDATE SET payload = jsonb_build_object('at', $3::float8,
           'interval', CASE WHEN ${tooFast} THEN ${interval} + $5::int ELSE ${interval} END, 'tooFast', ${tooFast})
         RETURNING (payload->>'tooFast')::boolean AS "tooFast"`,
        [poll.codeHash, poll.clientId, poll.nowMs, poll.intervalSeconds, poll.growSeconds, poll.toleranceMs],
      );
      return row ?? { tooFast: false };
    },

    /** Counts one guess for each key; the first one of a window begins it. */
    async countGuess(keys: readonly { key: string; hash: string }[], now: Date, endsAt: Date): Promise<CountedGuess[]> {
      return query<CountedGuess>(
        `INSERT INTO oidc_records (model, id_hash, payload, expires_at)
         -- In one order: two processes that count the same keys must not wait for each other.
         SELECT 'DeviceGuess', hash, jsonb_build_object('count', 1, 'key', key), $3::timestamptz
         FROM unnest($1::text[], $4::text[]) AS counted (hash, key) ORDER BY hash
         ON CONFLICT (model, id_hash) DO UPDATE SET
           payload = CASE WHEN oidc_records.expires_at <= $2::timestamptz THEN excluded.payload
             ELSE jsonb_set(excluded.payload, '{count}', to_jsonb((${before}->>'count')::int + 1)) END,
           expires_at = CASE WHEN oidc_records.expires_at <= $2::timestamptz THEN excluded.expires_at
             ELSE oidc_records.expires_at END
         RETURNING (payload->>'count')::int AS count, expires_at AS "endsAt"`,
        [keys.map(({ hash }) => hash), now, endsAt, keys.map(({ key }) => key)],
      );
    },

    /** Those with more than `limit`, the last to end first. */
    async exceeded(limit: number, now: Date, most: number): Promise<ExceededGuesses[]> {
      return query<ExceededGuesses>(
        `SELECT payload->>'key' AS key, (payload->>'count')::int AS count, expires_at AS "endsAt" FROM oidc_records
         WHERE model = 'DeviceGuess' AND expires_at > $2::timestamptz AND (payload->>'count')::int > $1
           AND payload->>'key' IS NOT NULL
         ORDER BY expires_at DESC LIMIT $3`,
        [limit, now, most],
      );
    },

    /** The same for one key. */
    async exceededOf(keyHash: string, limit: number, now: Date): Promise<ExceededGuesses | undefined> {
      const [row] = await query<ExceededGuesses>(
        `SELECT payload->>'key' AS key, (payload->>'count')::int AS count, expires_at AS "endsAt" FROM oidc_records
         WHERE model = 'DeviceGuess' AND id_hash = $1 AND expires_at > $3::timestamptz
           AND (payload->>'count')::int > $2 AND payload->>'key' IS NOT NULL`,
        [keyHash, limit, now],
      );
      return row;
    },

    /** Forgets what was counted for a key; returns whether there was anything. */
    async forget(keyHash: string): Promise<boolean> {
      const rows = await query("DELETE FROM oidc_records WHERE model = 'DeviceGuess' AND id_hash = $1 RETURNING 1", [
        keyHash,
      ]);
      return rows.length > 0;
    },

    /** Takes a count back: the guess was right. */
    async uncountGuess(keyHashes: readonly string[]): Promise<void> {
      await query(
        `UPDATE oidc_records
         SET payload = jsonb_set(payload, '{count}', to_jsonb(greatest((payload->>'count')::int - 1, 0)))
         WHERE model = 'DeviceGuess' AND id_hash = ANY($1::text[])`,
        [[...keyHashes]],
      );
    },
  };
}

export type DeviceAttemptStore = ReturnType<typeof createDeviceAttemptStore>;
