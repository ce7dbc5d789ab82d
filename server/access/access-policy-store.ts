import { randomUUID } from "node:crypto";
import type { AccessRules } from "#server/config/access/access-settings.ts";
import type { Database } from "#server/database/database.ts";

/** Announced with the commit that changed the policy of the database; the payload is its revision, or `none`. */
export const accessPolicyChannel = "portico_access_policy";

/** The rules of the database; they narrow what the file allows. */
export type StoredRules = Pick<AccessRules, "emailDomains" | "emails" | "groups" | "signUp">;

export interface StoredPolicy {
  rules: StoredRules;
  /** Another one after every change. */
  revision: string;
  changedAt: Date;
  changedBy: string;
}

const columns = `rules, revision, changed_at AS "changedAt", changed_by AS "changedBy"`;

/** The policy that administrators set, in one row. */
export function createAccessPolicyStore({ query, transaction }: Pick<Database, "query" | "transaction">) {
  return {
    /** `undefined` when none is set. */
    async read(): Promise<StoredPolicy | undefined> {
      const [row] = await query<StoredPolicy>(`SELECT ${columns} FROM access_policy`);
      return row;
    },

    /**
     * Replaces the policy, or removes it (`undefined`); the new one, or `"changed"` when another change was first.
     *
     * @param expected the revision that was read; `undefined` when none was set.
     */
    async write(
      rules: StoredRules | undefined,
      expected: string | undefined,
      by: string,
    ): Promise<{ written: StoredPolicy | undefined } | "changed"> {
      const revision = randomUUID();
      return transaction(async (tx, publish) => {
        const statement =
          rules === undefined
            ? `DELETE FROM access_policy WHERE revision = $1::uuid RETURNING ${columns}`
            : expected === undefined
              ? `INSERT INTO access_policy (rules, revision, changed_by) VALUES ($1::text::jsonb, $2::uuid, $3)
                 ON CONFLICT (id) DO NOTHING RETURNING ${columns}`
              : `UPDATE access_policy SET rules = $1::text::jsonb, revision = $2::uuid, changed_by = $3, changed_at = now()
                 WHERE revision = $4::uuid RETURNING ${columns}`;
        const parameters =
          rules === undefined
            ? [expected ?? revision]
            : [JSON.stringify(rules), revision, by, ...(expected === undefined ? [] : [expected])];
        const [row] = await tx.$queryRawUnsafe<StoredPolicy[]>(statement, ...parameters);
        // Removing what isn't set is no change.
        const isNothing = rules === undefined && expected === undefined;
        if (row === undefined && !isNothing) return "changed" as const;
        await publish(accessPolicyChannel, rules === undefined ? "none" : revision);
        return { written: rules === undefined ? undefined : row };
      });
    },
  };
}

export type AccessPolicyStore = ReturnType<typeof createAccessPolicyStore>;
