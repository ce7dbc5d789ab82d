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
  /** Deletes what is older than the retention; returns how many. */
  purgeBefore(date: Date): Promise<number>;
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
    (at, type, outcome, user_id, session_id, client_id, provider_id, client_address, user_agent, request_id, details)
  SELECT at, type, outcome, "userId", "sessionId", "clientId", "providerId", "clientAddress", "userAgent", "requestId",
    coalesce(details, '{}')
  FROM jsonb_to_recordset($1::jsonb) AS row (at timestamptz, type text, outcome text, "userId" uuid, "sessionId" uuid,
    "clientId" text, "providerId" text, "clientAddress" text, "userAgent" text, "requestId" text, details jsonb)`;

export function createAuditStore({ prisma, query }: Pick<Database, "prisma" | "query">): AuditStore {
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

    async purgeBefore(date) {
      const { count } = await prisma.auditEvent.deleteMany({ where: { at: { lt: date } } });
      return count;
    },
  };
}
