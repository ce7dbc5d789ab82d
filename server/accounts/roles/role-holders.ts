import { type PersonFactsRow, personFactColumns } from "#server/accounts/person/person-facts.ts";
import { adminRole } from "#server/config/roles/built-in-roles.ts";
import type { Settings } from "#server/config/settings.ts";
import type { RunQuery } from "#server/database/run-transaction.ts";

const peopleAtOnce = 100;
const first = "00000000-0000-0000-0000-000000000000";

export interface HolderRow extends PersonFactsRow {
  id: string;
}

// Each way to a role is a look-up by an index.
const holdersSql = `SELECT u.id, ${personFactColumns("u")} FROM users u
  WHERE u.disabled_at IS NULL AND u.id > $5::uuid AND u.id IN (
    SELECT user_id FROM role_assignments WHERE role = ANY($1::text[]) AND user_id IS NOT NULL
    UNION
    SELECT user_id FROM identities WHERE groups && (ARRAY(SELECT group_name FROM role_assignments
      WHERE role = ANY($1::text[]) AND group_name IS NOT NULL) || $2::text[])
    UNION
    SELECT i.user_id FROM unnest($3::text[]) AS named(address)
      JOIN identities i ON i.email_verified AND lower(i.email) = named.address
    UNION
    SELECT i.user_id FROM unnest($4::text[]) AS named(subject) JOIN identities i
      ON i.provider_id = split_part(named.subject, ':', 1)
        AND i.subject = substr(named.subject, position(':' IN named.subject) + 1)
  ) ORDER BY u.id LIMIT ${peopleAtOnce}`;

/**
 * Enabled people who have signed in and have one of the roles: by assignment, by a group of theirs, or by the settings. Groups of providers
 * that are away count, so the reader decides what holds now.
 */
export async function* roleHolders(
  run: RunQuery,
  roles: readonly string[],
  settings: Pick<Settings, "roles" | "admins">,
): AsyncGenerator<HolderRow> {
  const groups = settings.roles.flatMap((role) => (roles.includes(role.name) ? role.groups : []));
  const names = roles.includes(adminRole) ? settings.admins : [];
  const addresses = names.filter((name) => name.includes("@"));
  let after = first;
  for (;;) {
    const page = (await run(holdersSql, [[...roles], [...groups], addresses, [...names], after])) as HolderRow[];
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < peopleAtOnce) return;
    after = last.id;
  }
}
