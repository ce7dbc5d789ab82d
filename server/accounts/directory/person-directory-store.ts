import type { Database } from "#server/database/database.ts";
import { type KeysetPage, keysetPage, readPlace, uuidPattern } from "#server/database/keyset.ts";
import { SqlConditions } from "#server/database/sql-conditions.ts";
import type { PeopleFilter } from "./person-directory.ts";
import { searchWords } from "./search-words.ts";

export interface PersonRow {
  id: string;
  displayName: string;
  username: string | null;
  email: string | null;
  emailVerified: boolean;
  pictureUrl: string | null;
  createdAt: Date;
  lastSignInAt: Date;
  disabledAt: Date | null;
  providerIds: string[];
}

const columns = `u.id, u.display_name AS "displayName", u.username, u.email, u.email_verified AS "emailVerified",
  u.picture_url AS "pictureUrl", u.created_at AS "createdAt", u.last_sign_in_at AS "lastSignInAt",
  u.disabled_at AS "disabledAt",
  ARRAY(SELECT DISTINCT i.provider_id FROM identities i WHERE i.user_id = u.id ORDER BY 1) AS "providerIds"`;

const orders = { newest: "created_at", active: "last_sign_in_at" } as const;

const byAddressSql = `SELECT id FROM users WHERE lower(email) = lower($1)
  UNION SELECT user_id FROM identities WHERE lower(email) = lower($1) LIMIT 100`;
const bySubjectSql = "SELECT user_id AS id FROM identities WHERE provider_id = $1 AND subject = $2 LIMIT 100";

/** People for lists. */
export function createPersonDirectoryStore({ prisma, query }: Pick<Database, "prisma" | "query">) {
  /** The people whom the text names exactly: by id, provider:subject or address. */
  async function named(text: string): Promise<string[]> {
    if (uuidPattern.test(text.toLowerCase())) return [text.toLowerCase()];
    const rows: { id: string }[] = [];
    const colon = text.indexOf(":");
    if (colon > 0)
      rows.push(...(await query<{ id: string }>(bySubjectSql, [text.slice(0, colon), text.slice(colon + 1)])));
    if (rows.length === 0 && text.includes("@")) rows.push(...(await query<{ id: string }>(byAddressSql, [text])));
    return rows.map(({ id }) => id);
  }

  async function addSearch(conditions: SqlConditions, search: string): Promise<void> {
    const ids = await named(search);
    const words = searchWords(search);
    if (ids.length > 0) conditions.add("u.id = ANY($?::uuid[])", ids);
    else if (words === undefined) conditions.add("false");
    else conditions.add("u.words @@ to_tsquery('simple', $?)", words);
  }

  return {
    async list(filter: PeopleFilter): Promise<KeysetPage<PersonRow>> {
      const { search, state, providerId, clientId, after, limit } = filter;
      const order = orders[filter.sort ?? "newest"];
      const conditions = new SqlConditions();
      if (search) await addSearch(conditions, search);
      if (state) conditions.add(`u.disabled_at IS ${state === "enabled" ? "" : "NOT "}NULL`);
      if (providerId) {
        conditions.add("EXISTS (SELECT FROM identities i WHERE i.user_id = u.id AND i.provider_id = $?)", providerId);
      }
      if (clientId) {
        const inForce = "g.user_id = u.id AND g.client_id = $? AND g.revoked_at IS NULL";
        conditions.add(`EXISTS (SELECT FROM app_grants g WHERE ${inForce})`, clientId);
      }
      if (after) {
        const place = readPlace(after, uuidPattern);
        conditions.add(`(u.${order}, u.id) < ($?::timestamptz, $?::uuid)`, place.at, place.id);
      }
      const rows = await query<PersonRow>(
        `SELECT ${columns} FROM users u ${conditions.where()}
         ORDER BY u.${order} DESC, u.id DESC LIMIT ${conditions.param(limit + 1)}`,
        conditions.params,
      );
      return keysetPage(rows, limit, (row) => ({
        at: order === "created_at" ? row.createdAt : row.lastSignInAt,
        id: row.id,
      }));
    },

    find: (userId: string) =>
      prisma.user.findUnique({ where: { id: userId }, include: { identities: { orderBy: { createdAt: "asc" } } } }),
  };
}

export type PersonDirectoryStore = ReturnType<typeof createPersonDirectoryStore>;
