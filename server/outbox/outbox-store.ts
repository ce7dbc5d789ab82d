import type { Database } from "#server/database/database.ts";

/** A message that is due. */
export interface OutboxEntry<Payload extends object = object> {
  id: string;
  /** Which server or app gets it: limits hold per target. */
  target: string;
  payload: Payload;
  /** This one included. */
  attempts: number;
}

export interface TakeDue {
  kind: string;
  now: Date;
  /** When an entry is due again if this process ends before it is done. */
  leaseUntil: Date;
  limit: number;
  exceptTargets?: readonly string[];
}

/** For statements that add entries in the same step as what they are about: `kind`, `target` and `payload` follow. */
export const insertIntoOutbox = "INSERT INTO outbox (kind, target, payload)";

const takeSql = `UPDATE outbox SET attempts = attempts + 1, next_attempt_at = $3 WHERE id IN (
    SELECT id FROM outbox WHERE kind = $1 AND next_attempt_at <= $2 AND target <> ALL($5::text[])
    ORDER BY next_attempt_at LIMIT $4 FOR UPDATE SKIP LOCKED
  ) RETURNING id, target, payload, attempts`;

// Reads no more than the index says when there are few.
const surplusSql = `DELETE FROM outbox WHERE id IN (
    SELECT id FROM (
      SELECT id, row_number() OVER (PARTITION BY target ORDER BY created_at DESC, id) AS place FROM outbox WHERE kind = $1
    ) AS placed WHERE place > $2 LIMIT $3
  ) AND EXISTS (SELECT 1 FROM outbox WHERE kind = $1 OFFSET $2 LIMIT 1) RETURNING target`;

/**
 * The outbox: messages to other servers, kept until they are delivered or dropped.
 *
 * Races: several processes take from it without taking one entry twice (`FOR UPDATE SKIP LOCKED`). An entry that is taken is leased:
 *        when its process ends before it is done, the entry is due again after the lease.
 */
export function createOutboxStore({ query }: Pick<Database, "query">) {
  return {
    /** Takes and leases what is due of a kind, the longest due first. */
    takeDue: <Payload extends object>({ kind, now, leaseUntil, limit, exceptTargets = [] }: TakeDue) =>
      query<OutboxEntry<Payload>>(takeSql, [kind, now, leaseUntil, limit, [...exceptTargets]]),

    async putOff(id: string, until: Date): Promise<void> {
      await query("UPDATE outbox SET next_attempt_at = $2 WHERE id = $1", [id, until]);
    },

    /** Gives back what was taken and not tried: due again, as if it had not been taken. */
    async putBack(id: string, due: Date): Promise<void> {
      await query("UPDATE outbox SET next_attempt_at = $2, attempts = attempts - 1 WHERE id = $1", [id, due]);
    },

    async remove(id: string): Promise<void> {
      await query("DELETE FROM outbox WHERE id = $1", [id]);
    },

    /** Drops the oldest entries of targets for which more than `most` wait, at most `limit` at once; returns their targets. */
    async dropSurplus(kind: string, most: number, limit: number): Promise<string[]> {
      const rows = await query<{ target: string }>(surplusSql, [kind, most, limit]);
      return rows.map(({ target }) => target);
    },
  };
}

export type OutboxStore = ReturnType<typeof createOutboxStore>;
