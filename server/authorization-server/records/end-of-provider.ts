import type { PublishOnCommit } from "#server/database/events/notifier.ts";
import type { TransactionClient } from "#server/database/run-transaction.ts";
import { type EndedTokenCount, endGrants } from "./end-grants.ts";
import { accountTie, grantEndedChannel, tokensEndedChannel } from "./token-ties.ts";

export interface ProviderOfPeople {
  providerId: string;
  /** The other providers that people can sign in with. */
  others: readonly string[];
}

/** A grant that a step ended, for the audit log. */
export interface EndedGrant {
  grantId: string;
  userId: string;
  clientId: string;
}

/** What a step ended; `next` is where the next one goes on, `undefined` after the last one. */
interface Step {
  next: string | undefined;
}

/** Each is announced, and processes confirm it. */
const grantsAtOnce = 100;
const sessionsAtOnce = 1_000;
/** Before every id. */
export const fromTheBeginning = "00000000-0000-0000-0000-000000000000";

// By the people who have the provider: all that apps have of those who can sign in with no other one, and of the others what was
// given or widened in a sign-in there. Sessions that were purged say nothing any more.
const grantsSql = `SELECT g.id, g.grant_id AS "grantId", g.user_id AS "userId", g.client_id AS "clientId" FROM app_grants g
  WHERE g.id > $3::uuid AND g.revoked_at IS NULL
    AND EXISTS (SELECT FROM identities i WHERE i.user_id = g.user_id AND i.provider_id = $1)
    AND (NOT EXISTS (SELECT FROM identities o WHERE o.user_id = g.user_id AND o.provider_id = ANY($2::text[]))
      OR EXISTS (SELECT FROM sessions s WHERE s.user_id = g.user_id AND s.provider_id = $1
        AND g.updated_at BETWEEN s.created_at AND coalesce(s.ended_at, 'infinity')))
  ORDER BY g.id LIMIT ${grantsAtOnce} FOR UPDATE OF g`;

// Under a grant that was given otherwise. One row more than ended, so that the step's end is known without any.
const tokensSql = `WITH page AS MATERIALIZED (
    SELECT id, user_id FROM sessions WHERE provider_id = $1 AND id > $2::uuid ORDER BY id LIMIT ${sessionsAtOnce}
  ), gone AS (
    DELETE FROM oidc_records r USING page
    WHERE r.account_id = page.user_id::text AND r.payload->>'sessionUid' = page.id::text
      AND r.model IN ('AccessToken', 'RefreshToken', 'AuthorizationCode', 'DeviceCode')
    RETURNING r.model, r.account_id AS "userId", r.consumed_at IS NULL AND r.expires_at > now() AS live
  ), step AS (
    SELECT CASE WHEN count(*) = ${sessionsAtOnce} THEN max(id::text) END AS next FROM page
  ) SELECT step.next, gone.model, gone."userId", gone.live FROM step LEFT JOIN gone ON true`;

/** Ends the grants of one step, with every record under them. */
export async function endGrantsOfProvider(
  tx: TransactionClient,
  publish: PublishOnCommit,
  { providerId, others }: ProviderOfPeople,
  after: string,
): Promise<Step & { grants: readonly EndedGrant[]; tokens: readonly EndedTokenCount[] }> {
  const rows = await tx.$queryRawUnsafe<(EndedGrant & { id: string })[]>(grantsSql, providerId, [...others], after);
  const next = rows.length < grantsAtOnce ? undefined : rows.at(-1)?.id;
  if (rows.length === 0) return { grants: [], tokens: [], next };
  const which = { of: "chosen", ids: rows.map(({ id }) => id) } as const;
  const { tokens } = await endGrants(tx, publish, which, new Date());
  for (const { grantId } of rows) await publish(grantEndedChannel, grantId);
  return { grants: rows, tokens, next };
}

/** Ends the codes and tokens of one step that were issued in sign-ins at the provider. */
export async function endTokensOfProvider(
  tx: TransactionClient,
  publish: PublishOnCommit,
  { providerId }: ProviderOfPeople,
  after: string,
): Promise<Step & { access: number; refresh: number }> {
  const rows = await tx.$queryRawUnsafe<TokenRow[]>(tokensSql, providerId, after);
  const owners = new Set(rows.flatMap(({ userId }) => userId ?? []));
  for (const userId of owners) await publish(tokensEndedChannel, accountTie(userId));
  const live = (model: string) => rows.filter((one) => one.live && one.model === model).length;
  return { access: live("AccessToken"), refresh: live("RefreshToken"), next: rows[0]?.next ?? undefined };
}

interface TokenRow {
  next: string | null;
  model: string | null;
  userId: string | null;
  live: boolean | null;
}
