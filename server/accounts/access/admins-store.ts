import { type PersonFactsRow, personFactColumns } from "#server/accounts/person/person-facts.ts";
import { adminRole } from "#server/config/roles/built-in-roles.ts";
import type { Settings } from "#server/config/settings.ts";
import type { Database } from "#server/database/database.ts";

/** More than a portal has; of a larger group some are looked at. */
const mostRead = 1_000;

const adminsSql = `SELECT ${personFactColumns("u")} FROM users u
  WHERE u.disabled_at IS NULL AND u.id IN (
    SELECT user_id FROM role_assignments WHERE role = $1 AND user_id IS NOT NULL
    UNION
    SELECT user_id FROM identities WHERE groups && (ARRAY(SELECT group_name FROM role_assignments
      WHERE role = $1 AND group_name IS NOT NULL) || $2::text[])
  ) ORDER BY u.id LIMIT $3`;

/** Enabled people who are admin by assignment or by a group of theirs. */
export function createAdminsStore({ query }: Pick<Database, "query">, { roles }: Pick<Settings, "roles">) {
  const groups = roles.find(({ name }) => name === adminRole)?.groups ?? [];
  return {
    admins: (): Promise<PersonFactsRow[]> => query<PersonFactsRow>(adminsSql, [adminRole, [...groups], mostRead]),
  };
}

export type AdminsStore = ReturnType<typeof createAdminsStore>;
