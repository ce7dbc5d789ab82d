import type { Database } from "#server/database/database.ts";

export interface SessionSlice {
  /** Sessions of the slice that are over. */
  over: string[];
  /** Where the next slice begins; `undefined` after the last one. */
  next: string | undefined;
}

export interface SessionLimits {
  now: Date;
  idleSeconds: number;
}

/** The beginning of the first slice: no session's id comes before it. */
export const firstSlice = "";

/** Activity is written a minute late at most, and no session may end because of that. */
const activityLagSeconds = 5 * 60;

// A record that is named after no session of ours is over as well; its name need not be a UUID.
const sliceSql = `SELECT r.uid, s.id IS NULL OR s.ended_at IS NOT NULL OR s.expires_at < $3 OR s.last_active_at < $4 AS over
  FROM (SELECT uid FROM oidc_records WHERE model = 'Session' AND uid > $1 ORDER BY uid LIMIT $2) r
  LEFT JOIN sessions s ON s.id = CASE WHEN r.uid ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN r.uid::uuid END
  ORDER BY r.uid`;
const purgeSql = (which: string) => `DELETE FROM oidc_records WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM oidc_records WHERE expires_at < $1${which} ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
  )) RETURNING 1 AS one`;
const purgeAllSql = purgeSql("");
// The words of the partial index of 0045_unanswered_requests.
const purgeUnansweredSql = purgeSql(
  " AND model IN ('Interaction', 'PushedAuthorizationRequest', 'DeviceCode', 'ReplayDetection')",
);

/** What housekeeping asks of the authorization server's records: statements that stay short with millions of rows. */
export function createRecordUpkeepStore({ query }: Pick<Database, "query">) {
  return {
    /** Of the sessions after `after`, in the order of their ids, those that are over, announced or not. */
    async findEndedSessions(after: string, limit: number, { now, idleSeconds }: SessionLimits): Promise<SessionSlice> {
      const idleSince = new Date(now.getTime() - (idleSeconds + activityLagSeconds) * 1000);
      const rows = await query<{ uid: string; over: boolean }>(sliceSql, [after, limit, now, idleSince]);
      const next = rows.length === limit ? rows.at(-1)?.uid : undefined;
      return { over: rows.filter(({ over }) => over).map(({ uid }) => uid), next };
    },

    /** Removes at most `limit` rows that expired before `before`, the oldest first; returns how many. */
    async purge(before: Date, limit: number): Promise<number> {
      return (await query(purgeAllSql, [before, limit])).length;
    },

    /** The same for rows of anonymous callers: requests to answer, and proofs used once. */
    async purgeUnanswered(before: Date, limit: number): Promise<number> {
      return (await query(purgeUnansweredSql, [before, limit])).length;
    },
  };
}

export type RecordUpkeepStore = ReturnType<typeof createRecordUpkeepStore>;
