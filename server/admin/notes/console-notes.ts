import { randomUUID } from "node:crypto";
import { Secret } from "#server/crypto/secret.ts";
import type { TokenCipher } from "#server/crypto/token-cipher.ts";
import type { Database } from "#server/database/database.ts";

const minutesKept = 30;
/** Of one administrator; the oldest go first. */
const notesOfOne = 50;
const longestValue = 256 * 1024;
const idShape = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

interface Owner {
  userId: string;
}

/**
 * What the console keeps for one administrator between two pages: a form with mistakes, so that nothing is typed twice, or a secret
 * that was just made and is in no table but here, encrypted, for half an hour.
 */
export interface ConsoleNotes {
  /** Returns the id to read it by. Errors: RangeError for more than 256 kB of JSON. */
  keep(owner: Owner, kind: string, value: object): Promise<string>;
  /** `undefined` for a note that is unknown, too old, of another kind or of another person. */
  read<T extends object>(owner: Owner, kind: string, id: string | undefined): Promise<T | undefined>;
  forget(owner: Owner, kind: string, id: string): Promise<void>;
  /** Deletes at most `limit` that are too old; returns how many. */
  purgeExpired(limit: number): Promise<number>;
}

export function createConsoleNotes(
  { query, execute }: Pick<Database, "query" | "execute">,
  cipher: TokenCipher,
): ConsoleNotes {
  const cell = (id: string) => ({ table: "console_notes", id, column: "value" });

  return {
    async keep({ userId }, kind, value) {
      const json = JSON.stringify(value);
      if (json.length > longestValue) throw new RangeError("a note of the console is too long");
      const id = randomUUID();
      await execute(
        `DELETE FROM console_notes WHERE id = ANY (ARRAY(
           SELECT id FROM console_notes WHERE user_id = $1::uuid ORDER BY expires_at DESC OFFSET $2))`,
        [userId, notesOfOne - 1],
      );
      await execute(
        `INSERT INTO console_notes (id, user_id, kind, value, expires_at)
         VALUES ($1::uuid, $2::uuid, $3, $4, now() + make_interval(mins => $5::int))`,
        [id, userId, kind, await cipher.encrypt(cell(id), new Secret(json)), minutesKept],
      );
      return id;
    },

    async read<T extends object>({ userId }: Owner, kind: string, id: string | undefined) {
      if (id === undefined || !idShape.test(id)) return undefined;
      const [row] = await query<{ value: string }>(
        "SELECT value FROM console_notes WHERE id = $1::uuid AND user_id = $2::uuid AND kind = $3 AND expires_at > now()",
        [id, userId, kind],
      );
      return row && (JSON.parse((await cipher.decrypt(cell(id), row.value)).reveal()) as T);
    },

    async forget({ userId }, kind, id) {
      if (!idShape.test(id)) return;
      await execute("DELETE FROM console_notes WHERE id = $1::uuid AND user_id = $2::uuid AND kind = $3", [
        id,
        userId,
        kind,
      ]);
    },

    purgeExpired: (limit) =>
      execute(
        `DELETE FROM console_notes WHERE id = ANY (ARRAY(
           SELECT id FROM console_notes WHERE expires_at < now() ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED))`,
        [limit],
      ),
  };
}
