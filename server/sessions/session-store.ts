import { randomUUID } from "node:crypto";
import type { Database } from "#server/database/database.ts";
import type { TransactionClient } from "#server/database/run-transaction.ts";
import type { SessionEndReason } from "./live-session.ts";
import type { StoredSession } from "./session-record.ts";
import type { SessionSummary, StartSession } from "./session-vault.ts";

export interface NewSession extends Omit<StartSession, "replaces"> {
  idHash: Uint8Array<ArrayBuffer>;
  userAgent: string | undefined;
  clientAddress: string | undefined;
  nowMs: number;
  expiresAtMs: number;
  replacesId: string | undefined;
}

/** Announced with the commit of whatever ended a session; the payload is the session's id. */
export const sessionEndedChannel = "portico_session_ended";

// Locked in the order of their ids: two processes that touch the same sessions must not wait for each other.
const touchSql = `UPDATE sessions SET last_active_at = greatest(last_active_at, due.at)
  FROM (
    SELECT s.id, t.at FROM jsonb_to_recordset($1::jsonb) AS t (id uuid, at timestamptz)
      JOIN sessions s ON s.id = t.id AND s.ended_at IS NULL
      JOIN users u ON u.id = s.user_id AND u.disabled_at IS NULL
    ORDER BY s.id FOR UPDATE OF s
  ) AS due
  WHERE sessions.id = due.id
  RETURNING sessions.id`;

/** Sessions in the database. Ending one deletes its provider tokens and is announced, all in one transaction. */
export function createSessionStore({ prisma, transaction, query }: Pick<Database, "prisma" | "transaction" | "query">) {
  const withPerson = { user: true, identity: true } as const;

  async function endWhere(where: object, reason: SessionEndReason, nowMs: number): Promise<string[]> {
    return transaction(async (tx, publish) => {
      await lockInOrder(tx, where);
      // In one statement: of two processes that end the same session one does, and says so.
      const sessions = await tx.session.updateManyAndReturn({
        where: { ...where, endedAt: null },
        data: { endedAt: new Date(nowMs), endReason: reason },
        select: { id: true },
      });
      const ids = sessions.map(({ id }) => id);
      if (ids.length === 0) return [];
      await tx.upstreamToken.deleteMany({ where: { sessionId: { in: ids } } });
      for (const id of ids) await publish(sessionEndedChannel, id);
      return ids;
    });
  }

  /** Where several are to end, in the order in which touchAll locks them: else each may hold what the other waits for. */
  async function lockInOrder(tx: TransactionClient, where: object): Promise<void> {
    const found = await tx.session.findMany({ where: { ...where, endedAt: null }, select: { id: true } });
    const ids = found.map(({ id }) => id);
    if (ids.length > 1)
      await tx.$queryRaw`SELECT id FROM sessions WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR UPDATE`;
  }

  return {
    async insert(input: NewSession): Promise<string> {
      const id = randomUUID();
      await transaction(async (tx, publish) => {
        if (input.replacesId) {
          await tx.session.updateMany({
            where: { id: input.replacesId, endedAt: null },
            data: { endedAt: new Date(input.nowMs), endReason: "replaced" satisfies SessionEndReason },
          });
          await tx.upstreamToken.deleteMany({ where: { sessionId: input.replacesId } });
          await publish(sessionEndedChannel, input.replacesId);
        }
        await tx.session.create({
          data: {
            id,
            idHash: input.idHash,
            userId: input.userId,
            identityId: input.identityId,
            providerId: input.providerId,
            upstreamSid: input.upstreamSid ?? null,
            acr: input.acr ?? null,
            amr: [...input.amr],
            groups: [...(input.groups ?? [])],
            userAgent: input.userAgent?.slice(0, 512) ?? null,
            clientAddress: input.clientAddress ?? null,
            authTime: new Date(input.authTimeSeconds * 1000),
            createdAt: new Date(input.nowMs),
            lastActiveAt: new Date(input.nowMs),
            expiresAt: new Date(input.expiresAtMs),
          },
        });
      });
      return id;
    },

    async findByIdHash(idHash: Uint8Array<ArrayBuffer>): Promise<StoredSession | undefined> {
      const row = await prisma.session.findUnique({ where: { idHash }, include: withPerson });
      return row ? stored(row) : undefined;
    },

    async findById(id: string): Promise<StoredSession | undefined> {
      const row = await prisma.session.findUnique({ where: { id }, include: withPerson });
      return row ? stored(row) : undefined;
    },

    /** Moves last_active_at of many sessions forward; returns those that haven't ended meanwhile. */
    async touchAll(touches: readonly { id: string; atMs: number }[]): Promise<ReadonlySet<string>> {
      const rows = touches.map(({ id, atMs }) => ({ id, at: new Date(atMs) }));
      const live = await query<{ id: string }>(touchSql, [JSON.stringify(rows)]);
      return new Set(live.map(({ id }) => id));
    },

    end: (id: string, reason: SessionEndReason, nowMs: number) => endWhere({ id }, reason, nowMs),

    endAllOfUser: (userId: string, reason: SessionEndReason, except: string | undefined, nowMs: number) =>
      endWhere({ userId, ...(except ? { id: { not: except } } : {}) }, reason, nowMs),

    /** Nothing once the account is enabled again: who hears late of its disabling must not end sessions that began after it. */
    endAllOfDisabled: (userId: string, nowMs: number) =>
      endWhere({ userId, user: { disabledAt: { not: null } } }, "account_disabled", nowMs),

    endByUpstream: (
      match: { issuer: string; subject?: string; upstreamSid?: string },
      reason: SessionEndReason,
      nowMs: number,
    ) =>
      endWhere(
        {
          identity: { issuer: match.issuer, ...(match.subject ? { subject: match.subject } : {}) },
          ...(match.upstreamSid ? { upstreamSid: match.upstreamSid } : {}),
        },
        reason,
        nowMs,
      ),

    /** Deletes sessions that expired before the date; returns how many. */
    async purgeBefore(date: Date): Promise<number> {
      const { count } = await prisma.session.deleteMany({ where: { expiresAt: { lt: date } } });
      return count;
    },

    async listLive(userId: string, currentId: string, nowMs: number, idleMs: number): Promise<SessionSummary[]> {
      const rows = await prisma.session.findMany({
        where: {
          userId,
          endedAt: null,
          expiresAt: { gt: new Date(nowMs) },
          lastActiveAt: { gt: new Date(nowMs - idleMs) },
        },
        orderBy: { lastActiveAt: "desc" },
        take: 100,
      });
      return rows.map((row) => ({
        id: row.id,
        providerId: row.providerId,
        userAgent: row.userAgent ?? undefined,
        clientAddress: row.clientAddress ?? undefined,
        createdAtSeconds: Math.floor(row.createdAt.getTime() / 1000),
        lastActiveAtSeconds: Math.floor(row.lastActiveAt.getTime() / 1000),
        current: row.id === currentId,
      }));
    },
  };
}

export type SessionStore = ReturnType<typeof createSessionStore>;

type Row = NonNullable<Awaited<ReturnType<Database["prisma"]["session"]["findUnique"]>>> & {
  user: {
    displayName: string;
    email: string | null;
    emailVerified: boolean;
    pictureUrl: string | null;
    locale: string | null;
    disabledAt: Date | null;
  };
  identity: { subject: string; username: string | null };
};

function stored(row: Row): StoredSession {
  return {
    id: row.id,
    userId: row.userId,
    identityId: row.identityId,
    providerId: row.providerId,
    subject: row.identity.subject,
    displayName: row.user.displayName,
    username: row.identity.username ?? undefined,
    email: row.user.email ?? undefined,
    emailVerified: row.user.emailVerified,
    pictureUrl: row.user.pictureUrl ?? undefined,
    locale: row.user.locale ?? undefined,
    acr: row.acr ?? undefined,
    amr: row.amr,
    groups: row.groups,
    authTimeMs: row.authTime.getTime(),
    createdAtMs: row.createdAt.getTime(),
    lastActiveAtMs: row.lastActiveAt.getTime(),
    expiresAtMs: row.expiresAt.getTime(),
    endedAtMs: row.endedAt?.getTime(),
    accountDisabled: row.user.disabledAt !== null,
  };
}
