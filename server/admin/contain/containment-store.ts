import { type Ended, endedOf } from "#server/admin/shapes.ts";
import type { Database } from "#server/database/database.ts";
import type { RunQuery, TransactionClient } from "#server/database/run-transaction.ts";
import type { Acts, Choice } from "./contain-choice.ts";

/** `settling`: what began meanwhile in another process may still be written; it is looked for once more. */
export type ContainmentState = "running" | "settling" | "done";

export interface ContainmentRow {
  id: string;
  state: ContainmentState;
  reason: string;
  choice: Choice;
  acts: Acts;
  ended: ContainmentEnded;
  startedBy: string;
  startedAt: Date;
  finishedAt: Date | null;
}

export interface ContainmentEnded extends Ended {
  /** Signing keys that were retired, and the successors that were made. */
  retiredKeys: string[];
  madeKeys: string[];
  keysDone: boolean;
  /** When the first pass was over: what began later is left alone. RFC 3339. */
  through?: string;
}

const columns = `id, state, reason, choice, acts, ended, started_by AS "startedBy", started_at AS "startedAt",
  finished_at AS "finishedAt"`;

export const nothingEnded: ContainmentEnded = {
  ...endedOf({}),
  ...{ retiredKeys: [], madeKeys: [], keysDone: false },
};

/** Columns are rounded to milliseconds, so a time of this moment may be a little later. */
const moment = "now() + interval '1 millisecond'";

/** How long a process may be silent before another one goes on with its run. */
export const leaseSeconds = 30;

export interface NewContainment extends Pick<ContainmentRow, "id" | "reason" | "choice" | "acts" | "startedBy"> {
  leaseId: string;
}

/** Runs in the database: what was chosen, how far it is, its report. */
export function createContainmentStore({ query }: Pick<Database, "query">) {
  return {
    /** In the caller's transaction. `false` while another one runs. */
    async insert(tx: TransactionClient, one: NewContainment): Promise<boolean> {
      const rows = await tx.$queryRawUnsafe<unknown[]>(
        `INSERT INTO containments (id, reason, choice, acts, ended, started_by, lease_id, lease_expires_at)
         VALUES ($1::uuid, $2, $3::jsonb, $4::jsonb, $5::jsonb, $6, $7::uuid, now() + make_interval(secs => ${leaseSeconds}))
         ON CONFLICT ((true)) WHERE state = 'running' DO NOTHING RETURNING 1 AS one`,
        ...[one.id, one.reason, JSON.stringify(one.choice), JSON.stringify(one.acts)],
        ...[JSON.stringify(nothingEnded), one.startedBy, one.leaseId],
      );
      return rows.length > 0;
    },

    /** Takes over one that is due: its process is silent, or it is time to look again. */
    async takeDue(leaseId: string): Promise<ContainmentRow | undefined> {
      const [row] = await query<ContainmentRow>(
        `UPDATE containments SET lease_id = $1::uuid, lease_expires_at = now() + make_interval(secs => ${leaseSeconds})
         WHERE id = (SELECT id FROM containments WHERE lease_expires_at <= ${moment}
             AND (state = 'running' OR (state = 'settling' AND look_again_at <= ${moment}))
           ORDER BY started_at LIMIT 1 FOR UPDATE SKIP LOCKED)
         RETURNING ${columns}`,
        [leaseId],
      );
      return row;
    },

    /** Writes how far it is and holds the lease; `false` when another process has it. In a batch's transaction, or alone. */
    async progress(
      id: string,
      leaseId: string,
      ended: ContainmentEnded,
      choice: Choice,
      run: RunQuery = query,
    ): Promise<boolean> {
      const rows = await run(
        `UPDATE containments SET ended = $3::jsonb, choice = $4::jsonb,
           lease_expires_at = now() + make_interval(secs => ${leaseSeconds})
         WHERE id = $1::uuid AND lease_id = $2::uuid AND state <> 'done' RETURNING 1 AS one`,
        [id, leaseId, JSON.stringify(ended), JSON.stringify(choice)],
      );
      return rows.length > 0;
    },

    /** The choice is carried out; it is looked at once more when requests of this moment are over. */
    async settle(id: string, leaseId: string, seconds: number): Promise<void> {
      await query(
        `UPDATE containments SET state = 'settling', look_again_at = now() + make_interval(secs => $3::float),
           lease_expires_at = now() WHERE id = $1::uuid AND lease_id = $2::uuid`,
        [id, leaseId, seconds],
      );
    },

    async finish(id: string, leaseId: string): Promise<void> {
      await query(
        `UPDATE containments SET state = 'done', finished_at = now(), lease_id = NULL
         WHERE id = $1::uuid AND lease_id = $2::uuid`,
        [id, leaseId],
      );
    },

    async find(id: string): Promise<ContainmentRow | undefined> {
      const [row] = await query<ContainmentRow>(`SELECT ${columns} FROM containments WHERE id = $1::uuid`, [id]);
      return row;
    },

    /** The newest first; `after` is the id of the last one of the page before. */
    list: (after: string | undefined, limit: number): Promise<ContainmentRow[]> =>
      query(
        `SELECT ${columns} FROM containments
         WHERE $1::uuid IS NULL OR (started_at, id) < (SELECT started_at, id FROM containments WHERE id = $1::uuid)
         ORDER BY started_at DESC, id DESC LIMIT $2`,
        [after ?? null, limit],
      ),
  };
}

export type ContainmentStore = ReturnType<typeof createContainmentStore>;
