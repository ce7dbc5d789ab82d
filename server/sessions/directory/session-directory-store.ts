import type { Database } from "#server/database/database.ts";
import { type KeysetPage, keysetPage, readPlace, uuidPattern } from "#server/database/keyset.ts";
import { SqlConditions } from "#server/database/sql-conditions.ts";
import type { SessionFilter } from "./session-directory.ts";

export interface SessionRow {
  id: string;
  userId: string;
  displayName: string;
  email: string | null;
  providerId: string | null;
  userAgent: string | null;
  clientAddress: string | null;
  createdAt: Date;
  lastActiveAt: Date;
  expiresAt: Date;
}

const columns = `s.id, s.user_id AS "userId", u.display_name AS "displayName", u.email, s.provider_id AS "providerId",
  s.user_agent AS "userAgent", s.client_address AS "clientAddress", s.created_at AS "createdAt",
  s.last_active_at AS "lastActiveAt", s.expires_at AS "expiresAt"`;

const orders = { newest: "created_at", active: "last_active_at" } as const;

/** Live sessions for lists. */
export function createSessionDirectoryStore({ query }: Pick<Database, "query">) {
  function conditionsOf(filter: Omit<SessionFilter, "limit">, nowMs: number, idleMs: number): SqlConditions {
    const conditions = new SqlConditions();
    conditions.add("s.ended_at IS NULL AND s.expires_at > $?::timestamptz", new Date(nowMs));
    conditions.add("s.last_active_at > $?::timestamptz", new Date(nowMs - idleMs));
    if (filter.id) conditions.add("s.id = $?::uuid", filter.id);
    if (filter.userId) conditions.add("s.user_id = $?::uuid", filter.userId);
    if (filter.providerId) conditions.add("s.provider_id = $?", filter.providerId);
    if (filter.address) {
      const operator = filter.address.includes("/") ? "<<=" : "=";
      conditions.add(`address_of(s.client_address) ${operator} $?::inet`, filter.address);
    }
    return conditions;
  }

  return {
    async list(filter: SessionFilter, nowMs: number, idleMs: number): Promise<KeysetPage<SessionRow>> {
      const order = orders[filter.sort ?? "newest"];
      const conditions = conditionsOf(filter, nowMs, idleMs);
      if (filter.after) {
        const place = readPlace(filter.after, uuidPattern);
        conditions.add(`(s.${order}, s.id) < ($?::timestamptz, $?::uuid)`, place.at, place.id);
      }
      const rows = await query<SessionRow>(
        `SELECT ${columns} FROM sessions s JOIN users u ON u.id = s.user_id ${conditions.where()}
         ORDER BY s.${order} DESC, s.id DESC LIMIT ${conditions.param(filter.limit + 1)}`,
        conditions.params,
      );
      return keysetPage(rows, filter.limit, (row) => ({
        at: order === "created_at" ? row.createdAt : row.lastActiveAt,
        id: row.id,
      }));
    },

    /** Ids of at most `limit` matching sessions that began before `nowMs`. */
    async idsOf(
      filter: Pick<SessionFilter, "userId" | "providerId" | "address">,
      nowMs: number,
      idleMs: number,
      limit: number,
    ): Promise<string[]> {
      const conditions = conditionsOf(filter, nowMs, idleMs);
      conditions.add("s.created_at <= $?::timestamptz", new Date(nowMs));
      const rows = await query<{ id: string }>(
        `SELECT s.id FROM sessions s ${conditions.where()} LIMIT ${conditions.param(limit)}`,
        conditions.params,
      );
      return rows.map(({ id }) => id);
    },

    async ownerOf(sessionId: string): Promise<string | undefined> {
      const sql = `SELECT user_id AS "userId" FROM sessions WHERE id = $1::uuid AND ended_at IS NULL`;
      return (await query<{ userId: string }>(sql, [sessionId]))[0]?.userId;
    },
  };
}

export type SessionDirectoryStore = ReturnType<typeof createSessionDirectoryStore>;
