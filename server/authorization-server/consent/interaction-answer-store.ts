import type { AdapterPayload } from "oidc-provider";
import type { Database } from "#server/database/database.ts";
import type { RunQuery } from "#server/database/run-transaction.ts";

/** An interaction's row as answers need it. */
export interface AnsweredRow {
  /** A hash of the answer and of the session that gave it. `null` until then. */
  answer: string | null;
  /** When its request went on; from then on the payload is what the app got. */
  consumedAt: Date | null;
  payload: AdapterPayload & { kept?: string };
}

export interface AnswerClaim {
  idHash: string;
  payload: AdapterPayload;
  answer: string;
}

const row = "model = 'Interaction' AND id_hash = $1";
/** As long as the code in it is good. */
const keptSeconds = 60;

/**
 * A person's answer to an authorization request: taken once, and repeated to the browser that gave it.
 *
 * Races: each step is one conditional UPDATE; of parallel ones a single one finds the row as it must be.
 */
export function createInteractionAnswerStore({ query }: Pick<Database, "query">) {
  return {
    /** Whether this answer is the one that counts. Its result for the library is in the payload. */
    async claim({ idHash, payload, answer }: AnswerClaim, run: RunQuery = query): Promise<boolean> {
      const sql = `UPDATE oidc_records SET payload = $2::jsonb, answer = $3
        WHERE ${row} AND answer IS NULL AND consumed_at IS NULL RETURNING id_hash`;
      return (await run(sql, [idHash, JSON.stringify(payload), answer])).length === 1;
    },

    /**
     * Whether this request is the one that goes on with the answer, which may be the operator's (a first-party app) and then has
     * no mark. Nothing of what was asked is kept.
     */
    async goOn(idHash: string, now: Date): Promise<boolean> {
      const sql = `UPDATE oidc_records SET payload = '{}'::jsonb, consumed_at = $2, expires_at = $3
        WHERE ${row} AND consumed_at IS NULL RETURNING id_hash`;
      const rows = await query(sql, [idHash, now, new Date(now.getTime() + keptSeconds * 1000)]);
      return rows.length === 1;
    },

    async keep(idHash: string, kept: string): Promise<void> {
      const sql = `UPDATE oidc_records SET payload = jsonb_build_object('kept', $2::text)
        WHERE ${row} AND consumed_at IS NOT NULL`;
      await query(sql, [idHash, kept]);
    },

    async find(idHash: string, now: Date): Promise<AnsweredRow | undefined> {
      const [found] = await query<AnsweredRow>(
        `SELECT answer, consumed_at AS "consumedAt", payload FROM oidc_records WHERE ${row} AND expires_at > $2`,
        [idHash, now],
      );
      return found;
    },
  };
}

export type InteractionAnswerStore = ReturnType<typeof createInteractionAnswerStore>;
