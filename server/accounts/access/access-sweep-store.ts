import { type PersonFactsRow, personFactColumns } from "#server/accounts/person/person-facts.ts";
import type { Database } from "#server/database/database.ts";
import type { PublishOnCommit } from "#server/database/events/notifier.ts";
import type { TransactionClient } from "#server/database/run-transaction.ts";

/** A person with the facts by which policies judge. */
export interface SweptPerson extends PersonFactsRow {
  id: string;
}

/** How far the people were compared with the policies of a digest. */
export interface SweepState {
  /** The last person that was compared. */
  through: string | null;
  finished: boolean;
}

const first = "00000000-0000-0000-0000-000000000000";

// Only people with something to end. Each condition is a look-up by an index.
const pageSql = `SELECT u.id, ${personFactColumns("u")} FROM users u
  WHERE u.id > $1::uuid AND u.disabled_at IS NULL AND (
    EXISTS (SELECT FROM sessions s WHERE s.user_id = u.id AND s.ended_at IS NULL)
    OR EXISTS (SELECT FROM app_grants g WHERE g.user_id = u.id AND g.revoked_at IS NULL)
    OR EXISTS (SELECT FROM oidc_records r WHERE r.account_id = u.id::text AND r.model <> 'Session' AND r.expires_at > now())
  ) ORDER BY u.id LIMIT $2`;

const personSql = `SELECT u.id, ${personFactColumns("u")} FROM users u WHERE u.id = $1::uuid FOR UPDATE OF u`;

/** Which people were compared with the policies that hold, in one row that all processes share. */
export function createAccessSweepStore({
  query,
  execute,
  transaction,
}: Pick<Database, "query" | "execute" | "transaction">) {
  return {
    /** Begins anew when the policies are others than those of the row. */
    async state(digest: string): Promise<SweepState> {
      await execute(
        `INSERT INTO access_sweep (id, digest) VALUES (1, $1)
         ON CONFLICT (id) DO UPDATE SET digest = excluded.digest, through = NULL, finished_at = NULL
           WHERE access_sweep.digest <> excluded.digest`,
        [digest],
      );
      const [row] = await query<{ through: string | null; finished: boolean }>(
        "SELECT through, finished_at IS NOT NULL AS finished FROM access_sweep WHERE digest = $1",
        [digest],
      );
      return row ?? { through: null, finished: false };
    },

    async advance(digest: string, through: string): Promise<void> {
      await execute("UPDATE access_sweep SET through = $2::uuid WHERE digest = $1", [digest, through]);
    },

    async finish(digest: string): Promise<void> {
      await execute("UPDATE access_sweep SET finished_at = now() WHERE digest = $1", [digest]);
    },

    /** People with a session, an app or a token, by id after `after`. */
    page: (after: string | null, limit: number): Promise<SweptPerson[]> =>
      query<SweptPerson>(pageSql, [after ?? first, limit]),

    /** The apps that a person has connected. */
    async clientsOf(userId: string): Promise<string[]> {
      const rows = await query<{ clientId: string }>(
        `SELECT DISTINCT client_id AS "clientId" FROM app_grants WHERE user_id = $1::uuid AND revoked_at IS NULL`,
        [userId],
      );
      return rows.map(({ clientId }) => clientId);
    },

    /** Does `work` with a person whose sign-ins wait meanwhile; nothing when there is no such person. */
    async withPerson(
      userId: string,
      work: (person: SweptPerson, tx: TransactionClient, publish: PublishOnCommit) => Promise<void>,
    ): Promise<void> {
      await transaction(async (tx, publish) => {
        const [person] = await tx.$queryRawUnsafe<SweptPerson[]>(personSql, userId);
        if (person) await work(person, tx, publish);
      });
    },
  };
}

export type AccessSweepStore = ReturnType<typeof createAccessSweepStore>;
