import type { Database } from "#server/database/database.ts";
import { type KeysetPage, keysetPage, readPlace, uuidPattern } from "#server/database/keyset.ts";
import { SqlConditions } from "#server/database/sql-conditions.ts";
import type { GrantFilter } from "./grant-directory.ts";

export interface GrantRow {
  id: string;
  userId: string;
  displayName: string;
  email: string | null;
  clientId: string;
  scopes: string[];
  grantedAt: Date;
  lastUsedAt: Date | null;
}

/** Grants in force, for lists. */
export function createGrantDirectoryStore({ query }: Pick<Database, "query">) {
  return {
    async list({ id, userId, clientId, after, limit }: GrantFilter): Promise<KeysetPage<GrantRow>> {
      const conditions = new SqlConditions();
      conditions.add("g.revoked_at IS NULL");
      if (id) conditions.add("g.id = $?::uuid", id);
      if (userId) conditions.add("g.user_id = $?::uuid", userId);
      if (clientId) conditions.add("g.client_id = $?", clientId);
      if (after) {
        const place = readPlace(after, uuidPattern);
        conditions.add("(g.granted_at, g.id) < ($?::timestamptz, $?::uuid)", place.at, place.id);
      }
      const rows = await query<GrantRow>(
        `SELECT g.id, g.user_id AS "userId", u.display_name AS "displayName", u.email, g.client_id AS "clientId", g.scopes,
           g.granted_at AS "grantedAt", g.last_used_at AS "lastUsedAt"
         FROM app_grants g JOIN users u ON u.id = g.user_id ${conditions.where()}
         ORDER BY g.granted_at DESC, g.id DESC LIMIT ${conditions.param(limit + 1)}`,
        conditions.params,
      );
      return keysetPage(rows, limit, (row) => ({ at: row.grantedAt, id: row.id }));
    },

    async ownerOf(id: string): Promise<string | undefined> {
      const sql = `SELECT user_id AS "userId" FROM app_grants WHERE id = $1::uuid AND revoked_at IS NULL`;
      return (await query<{ userId: string }>(sql, [id]))[0]?.userId;
    },

    async idsOfUser(userId: string): Promise<string[]> {
      const sql = "SELECT id FROM app_grants WHERE user_id = $1::uuid AND revoked_at IS NULL ORDER BY id";
      return (await query<{ id: string }>(sql, [userId])).map(({ id }) => id);
    },
  };
}
