import type { PublishOnCommit } from "#server/database/events/notifier.ts";
import type { TransactionClient } from "#server/database/run-transaction.ts";
import { accountTie, grantEndedChannel, tokensEndedChannel } from "./token-ties.ts";

/** Whose grants end: one that its person removes, all of a disabled account or of one app there, all of an app that is gone, or some. */
export type GrantsToEnd =
  | { of: "person"; userId: string; id: string }
  | { of: "account"; userId: string }
  | { of: "client_of_account"; userId: string; clientId: string }
  | { of: "client"; clientId: string }
  | { of: "chosen"; ids: readonly string[] };

/** The live tokens of one kind that ended. */
export interface EndedTokenCount {
  model: "AccessToken" | "RefreshToken";
  /** JWT access tokens have a place in a status list; they are counted by the API that they are for. */
  signed: boolean;
  audience: string | null;
  count: number;
  lastExpiry: Date;
}

export interface EndedGrants {
  /** How many grants ended. */
  grants: number;
  /** The app of the grant; of several grants, one of their apps. */
  clientId: string | null;
  tokens: readonly EndedTokenCount[];
}

interface Row extends Omit<EndedGrants, "tokens">, Omit<EndedTokenCount, "model"> {
  grantId: string | null;
  model: EndedTokenCount["model"] | null;
}

const underEnded = "grant_id IN (SELECT grant_id FROM ended)";
const conditions: Readonly<Record<GrantsToEnd["of"], { grants: string; records: string }>> = {
  person: { grants: "user_id = $2::uuid AND id = $3::uuid", records: underEnded },
  // Device codes and the BFF's tokens have no grant. Sessions' records stay: they list the apps to notify when the session ends.
  account: { grants: "user_id = $2::text::uuid", records: "account_id = $2::text AND model <> 'Session'" },
  client_of_account: {
    grants: "user_id = $2::text::uuid AND client_id = $3",
    records: "account_id = $2::text AND client_id = $3 AND model <> 'Session'",
  },
  client: { grants: "client_id = $2", records: underEnded },
  chosen: { grants: "id = ANY($2::uuid[])", records: underEnded },
};

/**
 * Ends grants in the caller's transaction: they are marked as revoked, and every record under them is deleted.
 *
 * Shape:  counts only tokens that were live, at `now`.
 * Races:  a token issued meanwhile refers to a grant that is gone, so it counts as no token (token-state-store.ts). Of two calls
 *         for one grant, one ends it; the other finds none.
 */
export async function endGrants(
  tx: TransactionClient,
  publish: PublishOnCommit,
  which: GrantsToEnd,
  now: Date,
): Promise<EndedGrants> {
  const rows = await tx.$queryRawUnsafe<Row[]>(statement(which.of), now, ...parameters(which));
  const [{ grants, clientId, grantId } = { grants: 0, clientId: null, grantId: null }] = rows;
  if (which.of === "person" && grantId !== null) await publish(grantEndedChannel, grantId);
  if (which.of === "account" || which.of === "client_of_account")
    await publish(tokensEndedChannel, accountTie(which.userId));
  const tokens = rows.flatMap(({ model, signed, audience, count, lastExpiry }) =>
    model === null ? [] : [{ model, signed, audience, count, lastExpiry }],
  );
  return { grants, clientId, tokens };
}

function parameters(which: GrantsToEnd): (string | readonly string[])[] {
  if (which.of === "chosen") return [[...which.ids]];
  if (which.of === "client") return [which.clientId];
  if (which.of === "client_of_account") return [which.userId, which.clientId];
  return which.of === "account" ? [which.userId] : [which.userId, which.id];
}

/** One row without tokens, or one for each kind of live token that ended. */
function statement(of: GrantsToEnd["of"]): string {
  const { grants, records } = conditions[of];
  return `WITH ended AS (
      UPDATE app_grants SET revoked_at = $1 WHERE ${grants} AND revoked_at IS NULL RETURNING grant_id, client_id
    ), gone AS (
      DELETE FROM oidc_records WHERE ${records}
      RETURNING model, status_list_id IS NOT NULL AS signed, payload->>'aud' AS audience, expires_at,
        consumed_at IS NULL AND expires_at > $1 AND model IN ('AccessToken', 'RefreshToken') AS live
    ), live AS (
      SELECT model, signed, CASE WHEN signed THEN audience END AS audience, expires_at FROM gone WHERE live
    ) SELECT (SELECT count(*)::int FROM ended) AS grants, (SELECT min(client_id) FROM ended) AS "clientId",
        (SELECT min(grant_id) FROM ended) AS "grantId", live.model, live.signed, live.audience,
        count(live.model)::int AS count, max(live.expires_at) AS "lastExpiry"
      FROM (SELECT 1) AS always LEFT JOIN live ON true
      GROUP BY live.model, live.signed, live.audience ORDER BY live.model, live.audience`;
}
