import type { Database } from "#server/database/database.ts";

/** What a one-time code stands for. */
export interface ForwardCode {
  /** SHA-256 of what the browser keeps in its cookie at the app's host. */
  browserHash: Buffer;
  /** Absolute address at the app. */
  target: string;
  sessionId: string;
}

/** One-time codes of forward auth; only their hashes stand in the database. */
export function createForwardCodeStore({ query, execute }: Pick<Database, "query" | "execute">) {
  return {
    /** Units: good for 60 seconds by the database's clock, which is the same for every process. */
    async keep(codeHash: Buffer, { browserHash, target, sessionId }: ForwardCode): Promise<void> {
      await execute(
        `DELETE FROM forward_auth_codes WHERE code_hash = ANY (ARRAY(
           SELECT code_hash FROM forward_auth_codes WHERE expires_at < now() LIMIT 100 FOR UPDATE SKIP LOCKED))`,
      );
      await execute(
        `INSERT INTO forward_auth_codes (code_hash, browser_hash, target, session_id, expires_at)
         VALUES ($1, $2, $3, $4, now() + interval '60 seconds')`,
        [codeHash, browserHash, target, sessionId],
      );
    },

    /** Uses a code up. Races: of any number of callers in any number of processes, one gets it (one DELETE). */
    async take(codeHash: Buffer): Promise<ForwardCode | undefined> {
      const [row] = await query<{ browser_hash: Buffer; target: string; session_id: string; fresh: boolean }>(
        `DELETE FROM forward_auth_codes WHERE code_hash = $1
         RETURNING browser_hash, target, session_id, expires_at > now() AS fresh`,
        [codeHash],
      );
      if (!row?.fresh) return undefined;
      return { browserHash: row.browser_hash, target: row.target, sessionId: row.session_id };
    },
  };
}

export type ForwardCodeStore = ReturnType<typeof createForwardCodeStore>;
