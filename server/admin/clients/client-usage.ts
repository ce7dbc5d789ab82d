import type { Database } from "#server/database/database.ts";

/** Counting stops here, because an exact count of a million rows takes seconds. */
const countedAtMost = 1_000;
const days = 30;

export interface ClientUsage {
  clientId: string;
  /** People who gave it access that lasts, at most 1,000; `morePeople` when there are more. */
  people: number;
  morePeople: boolean;
  /** Of the last 30 days: people who used it, and tokens that were issued to it as far as the audit log is kept. */
  activePeople: number;
  moreActivePeople: boolean;
  tokens: number;
  moreTokens: boolean;
  /** When it got its last token or used its access last; `null`: never, as far as is kept. */
  lastUsedAt: Date | null;
}

export interface ClientUsageService {
  /** Of at most 200 clients, in the order asked for. */
  of(clientIds: readonly string[]): Promise<ClientUsage[]>;
}

type Row = Omit<ClientUsage, "morePeople" | "moreActivePeople" | "moreTokens">;

/** How much apps are used, from grants and the audit log. Each number is bounded, so that a list of apps is answered at once. */
export function createClientUsage({ query }: Pick<Database, "query">): ClientUsageService {
  return {
    async of(clientIds) {
      const rows = await query<Row>(usageSql, [clientIds, countedAtMost + 1, days]);
      return rows.map(({ clientId, lastUsedAt, ...found }) => {
        const people = bounded(found.people);
        const active = bounded(found.activePeople);
        const tokens = bounded(found.tokens);
        return {
          clientId,
          people: people.count,
          morePeople: people.more,
          activePeople: active.count,
          moreActivePeople: active.more,
          tokens: tokens.count,
          moreTokens: tokens.more,
          lastUsedAt,
        };
      });
    },
  };
}

function bounded(found: number): { count: number; more: boolean } {
  return { count: Math.min(found, countedAtMost), more: found > countedAtMost };
}

const usageSql = `
  SELECT asked.client_id AS "clientId",
    (SELECT count(*) FROM (SELECT DISTINCT user_id FROM (
       SELECT user_id FROM app_grants g WHERE g.client_id = asked.client_id AND g.revoked_at IS NULL LIMIT $2::int * 4
     ) granted LIMIT $2::int) people)::int AS "people",
    (SELECT count(*) FROM (SELECT DISTINCT user_id FROM (
       SELECT user_id FROM app_grants g WHERE g.client_id = asked.client_id AND g.revoked_at IS NULL
         AND g.last_used_at > now() - make_interval(days => $3::int) LIMIT $2::int * 4
     ) granted LIMIT $2::int) active)::int AS "activePeople",
    (SELECT count(*) FROM (
       SELECT 1 FROM audit_events e WHERE e.client_id = asked.client_id AND e.type = 'token.issued'
         AND e.at > now() - make_interval(days => $3::int) LIMIT $2::int
     ) issued)::int AS "tokens",
    GREATEST(
      (SELECT e.at FROM audit_events e WHERE e.client_id = asked.client_id AND e.type = 'token.issued' ORDER BY e.at DESC LIMIT 1),
      (SELECT g.last_used_at FROM app_grants g WHERE g.client_id = asked.client_id AND g.revoked_at IS NULL
       ORDER BY g.last_used_at DESC NULLS LAST LIMIT 1)
    ) AS "lastUsedAt"
  FROM unnest($1::text[]) WITH ORDINALITY AS asked(client_id, ordinality)
  ORDER BY asked.ordinality`;
