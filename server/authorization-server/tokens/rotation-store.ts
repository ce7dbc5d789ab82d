import type { Database } from "#server/database/database.ts";

/** In the `answer` of an access token that came from a refresh: it was used, so the app has got what that refresh answered. */
export const usedMark = "used";

/** What becomes of a refresh token's rotation: the answer kept for a retry, its use, and taking it back. */
export function createRotationStore({ query }: Pick<Database, "query">) {
  return {
    /** Whether it is the first answer kept for this token, which is the one that counts, and its new token still there. */
    async keepAnswer(idHash: string, answer: string, successorHash: string): Promise<boolean> {
      const rows = await query(
        `UPDATE oidc_records SET answer = $2 WHERE model = 'RefreshToken' AND id_hash = $1 AND answer IS NULL
           AND EXISTS (SELECT 1 FROM oidc_records WHERE model = 'RefreshToken' AND id_hash = $3) RETURNING id_hash`,
        [idHash, answer, successorHash],
      );
      return rows.length === 1;
    },

    async markUsed(accessTokenHash: string): Promise<void> {
      const sql = `UPDATE oidc_records SET answer = '${usedMark}'
        WHERE model = 'AccessToken' AND id_hash = $1 AND answer IS NULL`;
      await query(sql, [accessTokenHash]);
    },

    /**
     * Undoes the rotation of that second if it has no answer: the token may be used again, and its successor is deleted, because
     * no app got it. Not if the successor was used.
     */
    async takeBack(idHash: string, consumedAtSeconds: number): Promise<{ undone: boolean; used: boolean }> {
      const [row] = await query<{ undone: boolean; used: boolean }>(
        `WITH used AS (
           SELECT 1 FROM oidc_records t JOIN oidc_records s ON s.family_id = t.family_id AND s.model = t.model
           WHERE t.model = 'RefreshToken' AND t.id_hash = $1 AND s.consumed_at IS NOT NULL
             AND (s.payload->>'rotations')::int > (t.payload->>'rotations')::int
         ), token AS (
           UPDATE oidc_records SET consumed_at = NULL
           WHERE model = 'RefreshToken' AND id_hash = $1 AND answer IS NULL AND NOT EXISTS (SELECT 1 FROM used)
             AND date_trunc('second', consumed_at) = to_timestamp($2)
           RETURNING family_id, (payload->>'rotations')::int AS rotations
         ), successor AS (
           DELETE FROM oidc_records s USING token WHERE s.model = 'RefreshToken' AND s.family_id = token.family_id
             AND (s.payload->>'rotations')::int > token.rotations
         ) SELECT EXISTS (SELECT 1 FROM token) AS undone, EXISTS (SELECT 1 FROM used) AS used`,
        [idHash, consumedAtSeconds],
      );
      return row ?? { undone: false, used: false };
    },
  };
}

export type RotationStore = ReturnType<typeof createRotationStore>;
