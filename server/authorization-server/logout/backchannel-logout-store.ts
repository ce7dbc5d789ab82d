import type { Database } from "#server/database/database.ts";

export interface DueLogout {
  id: string;
  clientId: string;
  accountId: string;
  sid: string;
  /** This one included. */
  attempts: number;
}

/** The queue of logout tokens to deliver; several processes take from it without taking the same twice. */
export function createBackchannelLogoutStore({ query }: Pick<Database, "query">) {
  return {
    /** Takes what is due (for other apps than `exceptClients`), and puts it off to `retryAt` in case that this process dies on the way. */
    takeDue: (now: Date, retryAt: Date, limit: number, exceptClients: readonly string[] = []): Promise<DueLogout[]> =>
      query<DueLogout>(
        `UPDATE backchannel_logouts SET attempts = attempts + 1, next_attempt_at = $2 WHERE id IN (
           SELECT id FROM backchannel_logouts WHERE next_attempt_at <= $1 AND client_id <> ALL($4::text[])
           ORDER BY next_attempt_at LIMIT $3 FOR UPDATE SKIP LOCKED
         ) RETURNING id, client_id AS "clientId", account_id AS "accountId", sid, attempts`,
        [now, retryAt, limit, [...exceptClients]],
      ),

    async putOff(id: string, until: Date): Promise<void> {
      await query("UPDATE backchannel_logouts SET next_attempt_at = $2 WHERE id = $1", [id, until]);
    },

    async remove(id: string): Promise<void> {
      await query("DELETE FROM backchannel_logouts WHERE id = $1", [id]);
    },
  };
}

export type BackchannelLogoutStore = ReturnType<typeof createBackchannelLogoutStore>;
