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

export function createAuditStore({ prisma }: Pick<Database, "prisma">): AuditStore {
  return {
    async insert(rows) {
      await prisma.auditEvent.createMany({
        data: rows.map((row) => ({
          at: row.at,
          type: row.type,
          outcome: row.outcome,
          userId: row.userId ?? null,
          sessionId: row.sessionId ?? null,
          clientId: row.clientId ?? null,
          providerId: row.providerId ?? null,
          clientAddress: row.clientAddress ?? null,
          userAgent: row.userAgent ?? null,
          requestId: row.requestId ?? null,
          details: { ...row.details },
        })),
      });
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
