import { randomUUID } from "node:crypto";
import type { Database } from "#server/database/database.ts";
import type { PublishOnCommit } from "#server/database/events/notifier.ts";
import type { TransactionClient } from "#server/database/run-transaction.ts";
import type { SessionEndReason } from "./live-session.ts";
import { createSessionEndings, sessionEndedChannel } from "./session-endings.ts";
import type { Authentication, SessionSummary, StartSession, UpstreamMatch } from "./session-vault.ts";
import { type SessionRow, type StoredSession, sessionSql, storedSession } from "./stored-session.ts";

/** Announced with the commit that raised a live session; the payload is the session's id. */
export const sessionRaisedChannel = "portico_session_raised";

export interface NewSession extends Omit<StartSession, "replaces"> {
  idHash: Uint8Array<ArrayBuffer>;
  userAgent: string | undefined;
  clientAddress: string | undefined;
  nowMs: number;
  expiresAtMs: number;
  replacesId: string | undefined;
}

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

const purgeSql = `DELETE FROM sessions WHERE id = ANY (ARRAY(
    SELECT id FROM sessions WHERE expires_at < $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
  )) RETURNING 1 AS one`;

const byIdHashSql = sessionSql("s.id_hash = $1");
const byIdSql = sessionSql("s.id = $1::uuid");

/** A session's last use is written a minute late at most, by the process that has it in memory. */
const activityLagMs = 5 * 60_000;

/** Sessions in the database. Ending one deletes its provider tokens and is announced, all in one transaction. */
export function createSessionStore(database: Pick<Database, "prisma" | "transaction" | "query">) {
  const { prisma, transaction, query } = database;
  const endings = createSessionEndings(database);

  async function findOne(sql: string, key: unknown): Promise<StoredSession | undefined> {
    const [row] = await query<SessionRow>(sql, [key]);
    return row && storedSession(row);
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
            identityId: input.identityId ?? null,
            providerId: input.providerId ?? null,
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

    /** Changes a live session's authentication and the id in its cookie; `false` when it isn't live. */
    async raise(id: string, idHash: Uint8Array<ArrayBuffer>, to: Authentication, nowMs: number): Promise<boolean> {
      const now = new Date(nowMs);
      return transaction(async (tx, publish) => {
        const { count } = await tx.session.updateMany({
          where: { id, endedAt: null, expiresAt: { gt: now }, user: { disabledAt: null } },
          data: {
            idHash,
            acr: to.acr ?? null,
            amr: [...to.amr],
            authTime: new Date(to.authTimeSeconds * 1000),
            lastActiveAt: now,
          },
        });
        if (count > 0) await publish(sessionRaisedChannel, id);
        return count > 0;
      });
    },

    findByIdHash: (idHash: Uint8Array<ArrayBuffer>) => findOne(byIdHashSql, idHash),
    findById: (id: string) => findOne(byIdSql, id),

    /** Moves last_active_at of many sessions forward; returns those that haven't ended meanwhile. */
    async touchAll(touches: readonly { id: string; atMs: number }[]): Promise<ReadonlySet<string>> {
      const rows = touches.map(({ id, atMs }) => ({ id, at: new Date(atMs) }));
      const live = await query<{ id: string }>(touchSql, [JSON.stringify(rows)]);
      return new Set(live.map(({ id }) => id));
    },

    end: (id: string, reason: SessionEndReason, nowMs: number) => endings.end({ id }, reason, nowMs),

    endAllOfUser: (userId: string, reason: SessionEndReason, except: string | undefined, nowMs: number) =>
      endings.end({ userId, ...(except ? { id: { not: except } } : {}) }, reason, nowMs),

    endAll: (ids: readonly string[], reason: SessionEndReason, nowMs: number) =>
      endings.end({ id: { in: [...ids] } }, reason, nowMs),

    endWithIdentity: (tx: TransactionClient, publish: PublishOnCommit, identityId: string, nowMs: number) =>
      endings.endWithin(tx, publish, { identityId }, "identity_removed", nowMs),

    /** Ends nothing once the account is enabled again, because a late announcement must not end sessions that began after it. */
    endAllOfDisabled: (userId: string, nowMs: number) =>
      endings.end({ userId, user: { disabledAt: { not: null } } }, "account_disabled", nowMs),

    /** The same as a part of the transaction that disables the account. */
    endWithAccount: (tx: TransactionClient, publish: PublishOnCommit, userId: string, nowMs: number) =>
      endings.endWithin(tx, publish, { userId }, "account_disabled", nowMs),

    /** Some sessions, as a part of the transaction that ends them with others. */
    endChosen: (tx: TransactionClient, publish: PublishOnCommit, ids: readonly string[], nowMs: number) =>
      endings.endWithin(tx, publish, { id: { in: [...ids] } }, "contained", nowMs),

    /** Those of a person who may not be signed in any more, or only those of the identities, within a transaction. */
    endRefused: (
      tx: TransactionClient,
      publish: PublishOnCommit,
      userId: string,
      identityIds: readonly string[] | undefined,
      nowMs: number,
    ) => {
      const where = { userId, ...(identityIds ? { identityId: { in: [...identityIds] } } : {}) };
      return endings.endWithin(tx, publish, where, "not_allowed", nowMs);
    },

    /** Those unused for `idleMs` and those past their absolute end, at most `limit`; see session-endings.ts. */
    endOverdue: (idleMs: number, nowMs: number, limit: number) =>
      endings.endOverdue(new Date(nowMs - idleMs - activityLagMs), nowMs, limit),

    endByUpstream: (match: UpstreamMatch, reason: SessionEndReason, nowMs: number) =>
      endings.end(
        {
          providerId: { in: [...match.providerIds] },
          identity: { issuer: match.issuer, ...(match.subject ? { subject: match.subject } : {}) },
          ...(match.upstreamSid ? { upstreamSid: match.upstreamSid } : {}),
        },
        reason,
        nowMs,
      ),

    /** The live ones that began at a provider, at most `limit`. */
    endOfProvider: (providerId: string, nowMs: number, limit: number) =>
      endings.endOfProvider(providerId, nowMs, limit),

    /** Deletes at most `limit` sessions that expired before the date, the oldest first; returns how many. */
    purgeBefore: async (date: Date, limit: number): Promise<number> => (await query(purgeSql, [date, limit])).length,

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
        providerId: row.providerId ?? undefined,
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
