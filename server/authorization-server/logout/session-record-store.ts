import type { Database } from "#server/database/database.ts";
import { insertIntoOutbox } from "#server/outbox/outbox-store.ts";
import { backchannelLogoutKind } from "./backchannel-logout.ts";

/** The records of Portico's sessions, which say which apps a session signed in to. */
export function createSessionRecordStore({ query }: Pick<Database, "query">) {
  return {
    /**
     * A session that ended takes along what was bound to it, and leaves a logout token to send for each of `listeners`
     * (client ids) that it signed in to. Whichever process deletes the session's record does both, in one statement.
     */
    async endSession(sessionId: string, listeners: readonly string[]): Promise<number> {
      const rows = await query(
        `WITH ended AS (
           DELETE FROM oidc_records WHERE model = 'Session' AND uid = $1 RETURNING account_id, payload
         ), bound AS (
           DELETE FROM oidc_records r USING ended WHERE r.account_id = ended.account_id
             AND r.payload->>'sessionUid' = $1 AND (r.payload->>'expiresWithSession')::boolean
         )
         ${insertIntoOutbox}
         SELECT '${backchannelLogoutKind.name}', app.key, jsonb_build_object('accountId', ended.account_id, 'sid', app.value->>'sid')
         FROM ended, jsonb_each(coalesce(ended.payload->'authorizations', '{}'::jsonb)) AS app
         WHERE app.key = ANY($2::text[]) RETURNING id`,
        [sessionId, [...listeners]],
      );
      return rows.length;
    },

    /** The sessions of a person that have a record. */
    async sessionsOf(userId: string): Promise<string[]> {
      const sql = "SELECT uid FROM oidc_records WHERE model = 'Session' AND account_id = $1 AND uid IS NOT NULL";
      return (await query<{ uid: string }>(sql, [userId])).map(({ uid }) => uid);
    },

    /** The apps that a session signed in to, by the sid of their ID tokens. */
    appsOfSession: (sessionId: string): Promise<{ clientId: string; sid: string }[]> =>
      query(
        `SELECT app.key AS "clientId", app.value->>'sid' AS sid
         FROM oidc_records, jsonb_each(coalesce(payload->'authorizations', '{}'::jsonb)) AS app
         WHERE model = 'Session' AND uid = $1 AND app.value->>'sid' IS NOT NULL ORDER BY app.key`,
        [sessionId],
      ),
  };
}

export type SessionRecordStore = ReturnType<typeof createSessionRecordStore>;
