import type { AccessPolicy } from "#server/access/access-policy.ts";
import type { StoredPolicy } from "#server/access/access-policy-store.ts";
import { refusalUnder } from "#server/accounts/access/policy-effect.ts";
import { type PersonFactsRow, personFactColumns, personFacts } from "#server/accounts/person/person-facts.ts";
import { adminRole } from "#server/config/roles/built-in-roles.ts";
import type { Settings } from "#server/config/settings.ts";
import type { TransactionClient } from "#server/database/run-transaction.ts";
import { AppError } from "#server/errors/app-error.ts";

/**
 * Makes a change in its transaction, unless it would take away the last admin: an enabled person with the role whom the policy of the
 * settings and of the database lets sign in.
 *
 * Errors: last_admin, which takes the transaction back; those of the change.
 * Races:  one such change at a time, in all processes, until its transaction ends. A change of roles and one of the policy see each
 *         other, because both are made by this.
 */
export type KeepAnAdmin = <Result>(tx: TransactionClient, change: () => Promise<Result>) => Promise<Result>;

/** Of this database, a number that only these changes lock. */
const adminsLockKey = 72707370;
/** More than a portal has; of a larger group some are looked at. */
const mostRead = 1_000;

// A name of the settings counts until all people who have it are disabled, because a person may sign in with it for the first time.
// Policies don't hold for these names.
const namedSql = `SELECT 1 FROM unnest($1::text[]) AS named(name)
  WHERE coalesce((SELECT bool_or(u.disabled_at IS NULL) FROM identities i JOIN users u ON u.id = i.user_id
    WHERE (i.email_verified AND lower(i.email) = name)
      OR (i.provider_id = split_part(name, ':', 1) AND i.subject = substr(name, position(':' IN name) + 1))), true)
  LIMIT 1`;

const adminsSql = `SELECT ${personFactColumns("u")} FROM users u
  WHERE u.disabled_at IS NULL AND u.id IN (
    SELECT user_id FROM role_assignments WHERE role = $1 AND user_id IS NOT NULL
    UNION
    SELECT user_id FROM identities WHERE groups && (ARRAY(SELECT group_name FROM role_assignments
      WHERE role = $1 AND group_name IS NOT NULL) || $2::text[])
  ) ORDER BY u.id LIMIT ${mostRead}`;

/** A person counts as admin by assignment, by a group of theirs, or by the settings. */
export function createKeepAnAdmin(
  { roles, admins }: Pick<Settings, "roles" | "admins">,
  policy: Pick<AccessPolicy, "judgeWith">,
): KeepAnAdmin {
  const groups = roles.find(({ name }) => name === adminRole)?.groups ?? [];

  async function hasAdmin(tx: TransactionClient): Promise<boolean> {
    const named = await tx.$queryRawUnsafe<unknown[]>(namedSql, [...admins]);
    if (named.length > 0) return true;
    const people = await tx.$queryRawUnsafe<PersonFactsRow[]>(adminsSql, adminRole, [...groups]);
    // As the transaction sees it, because the policy may be what it changes.
    const [stored] = await tx.$queryRawUnsafe<Pick<StoredPolicy, "rules">[]>("SELECT rules FROM access_policy");
    return people.some((person) => refusalUnder({ policy }, stored?.rules, personFacts(person)) === undefined);
  }

  return async (tx, change) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${adminsLockKey})`;
    const hadAdmin = await hasAdmin(tx);
    const result = await change();
    if (hadAdmin && !(await hasAdmin(tx))) throw new AppError("last_admin");
    return result;
  };
}

/** For the operator, who can make another admin at the command line. */
export const evenWithoutAdmin: KeepAnAdmin = (_, change) => change();
