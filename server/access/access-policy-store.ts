import { randomUUID } from "node:crypto";
import type { AccessRules } from "#server/config/access/access-settings.ts";
import type { Database } from "#server/database/database.ts";
import type { RunQuery, TransactionClient } from "#server/database/run-transaction.ts";

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

/** The revision of a policy that is not set. */
export const noPolicy = "none";

const columns = `rules, revision, changed_at AS "changedAt", changed_by AS "changedBy"`;
const insertSql = "INSERT INTO access_policy (rules, revision, changed_by) VALUES ($1::text::jsonb, $2::uuid, $3)";
const updates = "rules = $1::text::jsonb, revision = $2::uuid, changed_by = $3, changed_at = now()";

/** `undefined` when none is set. */
export async function readStoredPolicy(run: RunQuery): Promise<StoredPolicy | undefined> {
  const [row] = await run(`SELECT ${columns} FROM access_policy`, []);
  return row as StoredPolicy | undefined;
}

/** Makes a change within the transaction that writes the policy. */
export type AroundWrite = <Result>(tx: TransactionClient, change: () => Promise<Result>) => Promise<Result>;

const alone: AroundWrite = (_, change) => change();

/** The policy that administrators set, in one row. */
export function createAccessPolicyStore({ query, transaction }: Pick<Database, "query" | "transaction">) {
  return {
    /** `undefined` when none is set. */
    read: (): Promise<StoredPolicy | undefined> => readStoredPolicy(query),

    /**
     * Replaces the policy, or removes it (`undefined`); the new one, or `"changed"` when another change was first.
     *
     * @param expected the revision that was read, `noPolicy` when none was set; `undefined` for any.
     * @param around what it throws takes the change back.
     */
    async write(
      rules: StoredRules | undefined,
      expected: string | undefined,
      by: string,
      around: AroundWrite = alone,
    ): Promise<{ written: StoredPolicy | undefined } | "changed"> {
      return transaction(async (tx, publish) => {
        const written = await around(tx, () =>
          rules === undefined ? remove(tx, expected) : replace(tx, rules, expected, by),
        );
        if (written === "changed") return written;
        await publish(accessPolicyChannel, written?.revision ?? noPolicy);
        return { written };
      });
    },
  };
}

async function replace(
  tx: TransactionClient,
  rules: StoredRules,
  expected: string | undefined,
  by: string,
): Promise<StoredPolicy | "changed"> {
  const values = [JSON.stringify(rules), randomUUID(), by];
  const write = (sql: string, ...more: string[]) =>
    tx.$queryRawUnsafe<StoredPolicy[]>(`${sql} RETURNING ${columns}`, ...values, ...more);
  const isOfRow = expected !== undefined && expected !== noPolicy;
  const [row] = isOfRow
    ? // As text, because what a caller sends need not be a UUID.
      await write(`UPDATE access_policy SET ${updates} WHERE revision::text = $4`, expected)
    : await write(
        `${insertSql} ON CONFLICT (id) ${expected === undefined ? `DO UPDATE SET ${updates}` : "DO NOTHING"}`,
      );
  return row ?? "changed";
}

async function remove(tx: TransactionClient, expected: string | undefined): Promise<undefined | "changed"> {
  if (expected === noPolicy) {
    const rows = await tx.$queryRawUnsafe<unknown[]>("SELECT 1 FROM access_policy");
    return rows.length > 0 ? "changed" : undefined;
  }
  if (expected === undefined) {
    await tx.$executeRawUnsafe("DELETE FROM access_policy");
    return undefined;
  }
  const removed = await tx.$executeRawUnsafe("DELETE FROM access_policy WHERE revision::text = $1", expected);
  return removed > 0 ? undefined : "changed";
}

export type AccessPolicyStore = ReturnType<typeof createAccessPolicyStore>;
