import { adminRole } from "#server/config/roles/built-in-roles.ts";
import type { Settings } from "#server/config/settings.ts";
import type { TransactionClient } from "#server/database/run-transaction.ts";
import { AppError } from "#server/errors/app-error.ts";

/**
 * Makes a change in its transaction, unless it would take away the last enabled admin.
 *
 * Errors: last_admin, which takes the transaction back; those of the change.
 * Races:  one such change at a time, in all processes, until its transaction ends.
 */
export type KeepAnAdmin = <Result>(tx: TransactionClient, change: () => Promise<Result>) => Promise<Result>;

/** Of this database, a number that only these changes lock. */
const adminsLockKey = 72707370;

// A name of the settings counts until all people who have it are disabled, because a person may sign in with it for the first time.
const adminsSql = `SELECT 1 AS one FROM role_assignments a JOIN users u ON u.id = a.user_id AND u.disabled_at IS NULL
    WHERE a.role = $1
  UNION ALL
  SELECT 1 FROM identities i JOIN users u ON u.id = i.user_id AND u.disabled_at IS NULL
    WHERE i.groups && (ARRAY(SELECT group_name FROM role_assignments
      WHERE role = $1 AND group_name IS NOT NULL) || $2::text[])
  UNION ALL
  SELECT 1 FROM unnest($3::text[]) AS named(name)
    WHERE coalesce((SELECT bool_or(u.disabled_at IS NULL) FROM identities i JOIN users u ON u.id = i.user_id
      WHERE (i.email_verified AND lower(i.email) = name)
        OR (i.provider_id = split_part(name, ':', 1) AND i.subject = substr(name, position(':' IN name) + 1))), true)
  LIMIT 1`;

/** A person counts as admin by assignment, by a group of theirs, or by the settings. */
export function createKeepAnAdmin({ roles, admins }: Pick<Settings, "roles" | "admins">): KeepAnAdmin {
  const groups = roles.find(({ name }) => name === adminRole)?.groups ?? [];

  async function hasAdmin(tx: TransactionClient): Promise<boolean> {
    return (await tx.$queryRawUnsafe<unknown[]>(adminsSql, adminRole, [...groups], [...admins])).length > 0;
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
