import type { Ended } from "#server/admin/shapes.ts";
import type { Database } from "#server/database/database.ts";
import type { Acts, Choice } from "./contain-choice.ts";
import type { ContainmentRow, ContainmentState } from "./containment-store.ts";

/** What a run was asked to do and did, for people. */
export interface ContainmentReport {
  id: string;
  state: ContainmentState;
  reason: string;
  choice: ReportedChoice;
  acts: Acts;
  ended: Ended;
  retiredKeys: string[];
  madeKeys: string[];
  startedBy: string;
  startedAt: string;
  finishedAt: string | null;
  /** What others have not confirmed; `null` in a list. */
  outside: OutsideReport | null;
}

type ReportedChoice = Pick<Choice, "users" | "clients" | "providers" | "keys" | "networks"> & {
  since: string | null;
  until: string | null;
  spared: string | null;
};

/** Servers that had to be told. */
export interface OutsideReport {
  /** Provider tokens of the ended sessions that a provider took back, or didn't: those work until they expire. */
  providers: { providerId: string; revoked: number; failed: number }[];
  /** Logout tokens that apps have not taken yet. */
  waitingApps: { clientId: string; count: number }[];
}

const providersSql = `SELECT a.provider_id AS "providerId", count(*) FILTER (WHERE a.outcome = 'success')::int AS revoked,
    count(*) FILTER (WHERE a.outcome <> 'success')::int AS failed
  FROM audit_events a JOIN sessions s ON s.id = a.session_id
  WHERE a.type = 'upstream_token.revoked' AND a.at >= $1 AND s.end_reason = 'contained' AND s.ended_at >= $1
    AND ($2::timestamptz IS NULL OR s.ended_at <= $2) AND a.provider_id IS NOT NULL
  GROUP BY a.provider_id ORDER BY a.provider_id LIMIT 100`;

const appsSql = `SELECT target AS "clientId", count(*)::int AS count FROM outbox
  WHERE kind = $3 AND created_at >= $1 AND ($2::timestamptz IS NULL OR created_at <= $2)
  GROUP BY target ORDER BY target LIMIT 100`;

/** `logoutKind`: of the outbox, logout tokens to apps. */
export function createReports(query: Database["query"], logoutKind: string) {
  function of(row: ContainmentRow): ContainmentReport {
    const { id, state, reason, choice, acts, startedBy } = row;
    const { sessions, grants, accessTokens, refreshTokens, providerTokens, retiredKeys, madeKeys } = row.ended;
    const { users, clients, providers, keys, networks, since = null, until = null, spared = null } = choice;
    return {
      ...{ id, state, reason, acts, startedBy, retiredKeys, madeKeys },
      choice: { users, clients, providers, keys, networks, since, until, spared },
      ended: { sessions, grants, accessTokens, refreshTokens, providerTokens },
      startedAt: new Date(row.startedAt).toISOString(),
      finishedAt: row.finishedAt ? new Date(row.finishedAt).toISOString() : null,
      outside: null,
    };
  }

  return {
    of,
    async whole(row: ContainmentRow): Promise<ContainmentReport> {
      const times = [row.startedAt, row.finishedAt];
      const providers = await query<OutsideReport["providers"][number]>(providersSql, times);
      const waitingApps = await query<OutsideReport["waitingApps"][number]>(appsSql, [...times, logoutKind]);
      return { ...of(row), outside: { providers, waitingApps } };
    },
  };
}
