import type { Database } from "#server/database/database.ts";

/** Counting stops here, because an exact count of a million rows takes seconds. */
const countedAtMost = 1_000;
const days = 30;

/** For a list. */
export interface ClientUsage {
  clientId: string;
  /** People who gave it access that lasts, at most 1,000; `morePeople` when there are more. */
  people: number;
  morePeople: boolean;
  /** When it got its last token or used its access last; `null`: never, as far as is kept. */
  lastUsedAt: Date | null;
}

/** Of the last 30 days, each at most 1,000. */
export interface ClientStatistics {
  /** People whose access it used. */
  activePeople: number;
  moreActivePeople: boolean;
  /** Tokens that were issued to it, as far as the audit log is kept. */
  tokens: number;
  moreTokens: boolean;
}

export interface ClientUsageService {
  /** Of at most 200 clients, in the order asked for. */
  of(clientIds: readonly string[]): Promise<ClientUsage[]>;
  /** Of one client, because it reads up to 1,000 events. */
  statisticsOf(clientId: string): Promise<ClientStatistics>;
}

/** How much apps are used, from grants and the audit log. Each number is bounded, so that it is answered at once. */
export function createClientUsage({ query }: Pick<Database, "query">): ClientUsageService {
  return {
    async of(clientIds) {
      const rows = await query<Omit<ClientUsage, "morePeople">>(usageSql, [clientIds, countedAtMost + 1]);
      return rows.map(({ clientId, people, lastUsedAt }) => {
        const { count, more } = bounded(people);
        return { clientId, people: count, morePeople: more, lastUsedAt };
      });
    },

    async statisticsOf(clientId) {
      const found = await query<{ activePeople: number; tokens: number }>(statisticsSql, [
        clientId,
        countedAtMost + 1,
        days,
      ]);
      const active = bounded(found[0]?.activePeople ?? 0);
      const tokens = bounded(found[0]?.tokens ?? 0);
      return {
        activePeople: active.count,
        moreActivePeople: active.more,
        tokens: tokens.count,
        moreTokens: tokens.more,
      };
    },
  };
}

function bounded(found: number): { count: number; more: boolean } {
  return { count: Math.min(found, countedAtMost), more: found > countedAtMost };
}

// In the order of an index, which alone is read then; BETWEEN, because with = PostgreSQL may look for an app's events among all, the newest
// first, which takes seconds for an app that has none. The last token is looked for among the newest events only, because all of a
// client's events may be refusals.
const usageSql = `
  SELECT asked.client_id AS "clientId",
    (SELECT count(*) FROM (SELECT DISTINCT user_id FROM (
       SELECT user_id FROM app_grants g WHERE g.client_id = asked.client_id AND g.revoked_at IS NULL
       ORDER BY user_id LIMIT $2::int * 4
     ) granted LIMIT $2::int) people)::int AS "people",
    GREATEST(
      (SELECT at FROM (
         SELECT e.at, e.type FROM audit_events e WHERE e.client_id BETWEEN asked.client_id AND asked.client_id
         ORDER BY e.client_id DESC, e.at DESC LIMIT 1000
       ) newest WHERE type = 'token.issued' LIMIT 1),
      (SELECT g.last_used_at FROM app_grants g WHERE g.client_id = asked.client_id AND g.revoked_at IS NULL
       ORDER BY g.last_used_at DESC NULLS LAST LIMIT 1)
    ) AS "lastUsedAt"
  FROM unnest($1::text[]) WITH ORDINALITY AS asked(client_id, ordinality)
  ORDER BY asked.ordinality`;

const statisticsSql = `
  SELECT
    (SELECT count(*) FROM (SELECT DISTINCT user_id FROM (
       SELECT user_id FROM app_grants g WHERE g.client_id = $1 AND g.revoked_at IS NULL
         AND g.last_used_at > now() - make_interval(days => $3::int) LIMIT $2::int * 4
     ) granted LIMIT $2::int) active)::int AS "activePeople",
    (SELECT count(*) FROM (
       SELECT 1 FROM audit_events e WHERE e.client_id = $1 AND e.type = 'token.issued'
         AND e.at > now() - make_interval(days => $3::int) LIMIT $2::int
     ) issued)::int AS "tokens"`;
