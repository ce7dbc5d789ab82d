import type { Database } from "#server/database/database.ts";
import type { PublishOnCommit } from "#server/database/events/notifier.ts";
import type { TransactionClient } from "#server/database/run-transaction.ts";
import type { SessionEndReason } from "./live-session.ts";
import type { LeftToken } from "./token-source.ts";

/** Announced with the commit of whatever ended a session; the payload is the session's id. */
export const sessionEndedChannel = "portico_session_ended";

export interface EndedSession {
  id: string;
  userId: string;
}

/** Sessions that a transaction ended, and the provider tokens that it took out of the database with them. */
export interface Endings {
  sessions: readonly EndedSession[];
  tokens: readonly LeftToken[];
}

const none: Endings = { sessions: [], tokens: [] };

// In one statement, so that a refresh can't write a newer token between reading and deleting.
const takeTokensSql = `DELETE FROM upstream_tokens t USING sessions s
  WHERE t.session_id = s.id AND s.id = ANY($1::uuid[])
  RETURNING t.id, t.session_id AS "sessionId", s.user_id AS "userId", t.provider_id AS "providerId",
    t.identity_id AS "identityId", t.provider_binding AS binding, t.access_token AS "accessToken", t.refresh_token AS "refreshToken",
    t.ended_at IS NOT NULL AS "isEnded"`;

// Each half finds the longest overdue by an index of its own. Sessions that another process is ending are left to it.
const overdueSql = `SELECT id FROM sessions WHERE id IN (
    (SELECT id FROM sessions WHERE ended_at IS NULL AND last_active_at < $1 ORDER BY last_active_at LIMIT $3)
    UNION
    (SELECT id FROM sessions WHERE ended_at IS NULL AND expires_at < $2 ORDER BY expires_at LIMIT $3)
  ) AND ended_at IS NULL AND (last_active_at < $1 OR expires_at < $2)
  ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED`;

// In the order in which touchAll locks them.
const ofProviderSql = `SELECT id FROM sessions WHERE provider_id = $1 AND ended_at IS NULL ORDER BY id LIMIT $2 FOR UPDATE`;

/** Ends sessions: their provider tokens leave the database with them and their end is announced, all in one transaction. */
export function createSessionEndings({ transaction }: Pick<Database, "transaction">) {
  async function endWithin(
    tx: TransactionClient,
    publish: PublishOnCommit,
    where: object,
    reason: SessionEndReason,
    nowMs: number,
  ): Promise<Endings> {
    await lockInOrder(tx, where);
    // In one statement: of two processes that end the same session one does, and says so.
    const sessions = await tx.session.updateManyAndReturn({
      where: { ...where, endedAt: null },
      data: { endedAt: new Date(nowMs), endReason: reason },
      select: { id: true, userId: true },
    });
    if (sessions.length === 0) return none;
    const ids = sessions.map(({ id }) => id);
    const tokens = await tx.$queryRawUnsafe<(LeftToken & { isEnded: boolean })[]>(takeTokensSql, ids);
    for (const id of ids) await publish(sessionEndedChannel, id);
    return { sessions, tokens: tokens.filter(({ isEnded }) => !isEnded) };
  }

  /** Where several are to end, in the order in which touchAll locks them: else each may hold what the other waits for. */
  async function lockInOrder(tx: TransactionClient, where: object): Promise<void> {
    const found = await tx.session.findMany({ where: { ...where, endedAt: null }, select: { id: true } });
    const ids = found.map(({ id }) => id);
    if (ids.length > 1)
      await tx.$queryRaw`SELECT id FROM sessions WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR UPDATE`;
  }

  return {
    /** As a part of another transaction. */
    endWithin,

    end: (where: object, reason: SessionEndReason, nowMs: number): Promise<Endings> =>
      transaction((tx, publish) => endWithin(tx, publish, where, reason, nowMs)),

    /** Ends at most `limit` live sessions that began at a provider. */
    endOfProvider: (providerId: string, nowMs: number, limit: number): Promise<Endings> =>
      transaction(async (tx, publish) => {
        const rows = await tx.$queryRawUnsafe<{ id: string }[]>(ofProviderSql, providerId, limit);
        if (rows.length === 0) return none;
        return endWithin(tx, publish, { id: { in: rows.map(({ id }) => id) } }, "provider_disabled", nowMs);
      }),

    /**
     * Ends at most `limit` sessions that were not used since `idleSince` or are past their absolute end, the longest overdue
     * first.
     *
     * Races: several processes may do this at once; each session is ended by one of them.
     */
    endOverdue: (idleSince: Date, nowMs: number, limit: number): Promise<Endings> =>
      transaction(async (tx, publish) => {
        const rows = await tx.$queryRawUnsafe<{ id: string }[]>(overdueSql, idleSince, new Date(nowMs), limit);
        if (rows.length === 0) return none;
        return endWithin(tx, publish, { id: { in: rows.map(({ id }) => id) } }, "expired", nowMs);
      }),
  };
}
