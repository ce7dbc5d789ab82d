import type { Ended } from "#server/admin/shapes.ts";
import type { Database } from "#server/database/database.ts";
import {
  type AddParam,
  accessTokenModelList,
  type ChosenSql,
  chosenSql,
  statement,
  tokenModelList,
} from "./chosen-sql.ts";
import type { Acts, Choice } from "./contain-choice.ts";

/** What a run would end, and of whom. */
export interface ChosenCounts extends Ended {
  people: number;
  apps: number;
  /** Some of the people: id and name. */
  examples: { id: string; name: string }[];
}

/**
 * Counts in one statement, so that all counts are of one moment. The BFF's own tokens are no app's.
 *
 * Cost: reads the rows of the choice, and every token's row where the choice is by sign-in or time. For an administrator's question.
 */
export async function countChosen(query: Database["query"], choice: Choice, acts: Acts): Promise<ChosenCounts> {
  const chosen = chosenSql(choice, acts, undefined);
  const counting = statement(
    (param) => `${chosenRows(chosen, acts, param)}
     SELECT (SELECT count(*)::int FROM chosen_sessions) AS sessions,
       (SELECT count(*)::int FROM upstream_tokens t JOIN chosen_sessions s ON t.session_id = s.id
         WHERE t.ended_at IS NULL) AS "providerTokens",
       (SELECT count(*)::int FROM chosen_grants) AS grants,
       (SELECT count(*)::int FROM chosen_tokens WHERE model IN (${accessTokenModelList})) AS "accessTokens",
       (SELECT count(*)::int FROM chosen_tokens WHERE model = 'RefreshToken') AS "refreshTokens",
       (SELECT count(*)::int FROM chosen_people) AS people,
       (SELECT count(DISTINCT client_id)::int FROM (
         SELECT client_id FROM chosen_grants UNION SELECT client_id FROM chosen_tokens) AS apps
         WHERE client_id <> 'portico-bff') AS apps`,
  );
  const [row] = await query<Omit<ChosenCounts, "examples">>(counting.sql, counting.params);
  if (!row) throw new Error("a count returned no row");
  const naming = statement(
    (param) => `${chosenRows(chosen, acts, param)} SELECT u.id, u.display_name AS name FROM users u
     WHERE u.id::text IN (SELECT user_id FROM chosen_people) ORDER BY u.display_name, u.id LIMIT 10`,
  );
  return { ...row, examples: await query<{ id: string; name: string }>(naming.sql, naming.params) };
}

function chosenRows(chosen: ChosenSql, acts: Acts, param: AddParam): string {
  return `WITH chosen_sessions AS (
      SELECT s.id, s.user_id FROM sessions s
      WHERE ${acts.sessions ? `s.ended_at IS NULL AND ${chosen.signIns(param)}` : "false"}
    ), chosen_grants AS (
      SELECT g.grant_id, g.user_id, g.client_id FROM app_grants g
      WHERE ${acts.grants ? `g.revoked_at IS NULL AND ${chosen.grants(param)}` : "false"}
    ), chosen_tokens AS (
      SELECT r.model, r.account_id, r.client_id FROM oidc_records r
      WHERE r.model IN (${tokenModelList}) AND r.consumed_at IS NULL AND r.expires_at > now() AND (
        (${acts.tokens ? chosen.tokens(param) : "false"})
        OR r.grant_id IN (SELECT grant_id FROM chosen_grants)
        OR (r.payload->>'sessionUid' IN (SELECT id::text FROM chosen_sessions)
          ${acts.tokens ? "" : "AND (r.payload->>'expiresWithSession')::boolean"})
      )
    ), chosen_people AS (
      SELECT user_id::text AS user_id FROM chosen_sessions
      UNION SELECT user_id::text FROM chosen_grants
      UNION SELECT account_id FROM chosen_tokens WHERE account_id IS NOT NULL
    )`;
}
