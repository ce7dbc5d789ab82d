import type { Database } from "#server/database/database.ts";
import type { AuditEntry } from "./audit-event.ts";

export interface AuditRow extends AuditEntry {
  at: Date;
  clientAddress: string | undefined;
  userAgent: string | undefined;
  requestId: string | undefined;
}

export interface AuditStore {
  insert(rows: readonly AuditRow[]): Promise<void>;
  /** Newest first. */
  listOfUser(userId: string, limit: number): Promise<readonly StoredAuditEvent[]>;
  /** Deletes at most `limit` events that are older than the retention, the oldest first; returns how many. */
  purge(retentionDays: number, limit: number): Promise<number>;
}

export interface StoredAuditEvent {
  at: Date;
  type: string;
  outcome: string;
  clientId: string | undefined;
  providerId: string | undefined;
  clientAddress: string | undefined;
}

// One prepared statement for any number of rows: this runs beside every token, and Prisma would plan each batch anew.
const insertSql = `INSERT INTO audit_events
    (at, type, outcome, user_id, session_id, client_id, provider_id, client_address, user_agent, request_id, actor, details)
  SELECT at, type, outcome, "userId", "sessionId", "clientId", "providerId", "clientAddress", "userAgent", "requestId",
    actor, coalesce(details, '{}')
  FROM jsonb_to_recordset($1::jsonb) AS row (at timestamptz, type text, outcome text, "userId" uuid, "sessionId" uuid,
    "clientId" text, "providerId" text, "clientAddress" text, "userAgent" text, "requestId" text, actor text, details jsonb)`;

// The trigger lets rows go only in a transaction that names the retention, and only those that are older (0081_audit_retention).
const purgeSql = `DELETE FROM audit_events WHERE id = ANY (ARRAY(
    SELECT e.id FROM (SELECT set_config('portico.audit_retention_days', $1::text, true)::int AS days) AS retention,
      audit_events e WHERE e.at < now() - make_interval(days => retention.days)
    ORDER BY e.at LIMIT $2::int FOR UPDATE OF e SKIP LOCKED
  ))`;

export function createAuditStore({
  prisma,
  query,
  execute,
}: Pick<Database, "prisma" | "query" | "execute">): AuditStore {
  return {
    async insert(rows) {
      await query(insertSql, [JSON.stringify(rows)]);
    },

    async listOfUser(userId, limit) {
      const rows = await prisma.auditEvent.findMany({ where: { userId }, orderBy: { id: "desc" }, take: limit });
      return rows.map((row) => ({
        at: row.at,
        type: row.type,
        outcome: row.outcome,
        clientId: row.clientId ?? undefined,
        providerId: row.providerId ?? undefined,
        clientAddress: row.clientAddress ?? undefined,
      }));
    },

    purge: (retentionDays, limit) => execute(purgeSql, [String(retentionDays), limit]),
  };
}
