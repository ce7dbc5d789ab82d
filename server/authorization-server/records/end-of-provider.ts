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

/** Each is announced, and processes confirm it. */
const rowsAtOnce = 100;

// By the people who have the provider: all that apps have of those who can sign in with no other one, and of the others what was
// given or widened in a sign-in there. Sessions that were purged say nothing any more.
const grantsSql = `SELECT g.id, g.grant_id AS "grantId", g.user_id AS "userId", g.client_id AS "clientId" FROM app_grants g
  WHERE g.revoked_at IS NULL AND EXISTS (SELECT FROM identities i WHERE i.user_id = g.user_id AND i.provider_id = $1)
    AND (NOT EXISTS (SELECT FROM identities o WHERE o.user_id = g.user_id AND o.provider_id = ANY($2::text[]))
      OR EXISTS (SELECT FROM sessions s WHERE s.user_id = g.user_id AND s.provider_id = $1
        AND g.updated_at BETWEEN s.created_at AND coalesce(s.ended_at, 'infinity')))
  ORDER BY g.id LIMIT ${rowsAtOnce} FOR UPDATE OF g`;

// Under a grant that was given otherwise.
const tokensSql = `DELETE FROM oidc_records WHERE (model, id_hash) IN (
    SELECT r.model, r.id_hash FROM sessions s
    JOIN oidc_records r ON r.account_id = s.user_id::text AND r.payload->>'sessionUid' = s.id::text
    WHERE s.provider_id = $1 AND r.model IN ('AccessToken', 'RefreshToken', 'AuthorizationCode', 'DeviceCode')
    LIMIT ${rowsAtOnce}
  ) RETURNING model, account_id AS "userId", consumed_at IS NULL AND expires_at > now() AS live`;

/** Ends the grants of one step, with every record under them; fewer than a step may end are the last. */
export async function endGrantsOfProvider(
  tx: TransactionClient,
  publish: PublishOnCommit,
  { providerId, others }: ProviderOfPeople,
): Promise<{ grants: readonly EndedGrant[]; tokens: readonly EndedTokenCount[]; isLast: boolean }> {
  const rows = await tx.$queryRawUnsafe<(EndedGrant & { id: string })[]>(grantsSql, providerId, [...others]);
  if (rows.length === 0) return { grants: [], tokens: [], isLast: true };
  const which = { of: "chosen", ids: rows.map(({ id }) => id) } as const;
  const { tokens } = await endGrants(tx, publish, which, new Date());
  for (const { grantId } of rows) await publish(grantEndedChannel, grantId);
  return { grants: rows, tokens, isLast: rows.length < rowsAtOnce };
}

/** Ends the codes and tokens of one step that were issued in sign-ins at the provider. */
export async function endTokensOfProvider(
  tx: TransactionClient,
  publish: PublishOnCommit,
  { providerId }: ProviderOfPeople,
): Promise<{ access: number; refresh: number; isLast: boolean }> {
  const gone = await tx.$queryRawUnsafe<{ model: string; userId: string; live: boolean }[]>(tokensSql, providerId);
  for (const userId of new Set(gone.map((one) => one.userId))) await publish(tokensEndedChannel, accountTie(userId));
  const live = (model: string) => gone.filter((one) => one.live && one.model === model).length;
  return { access: live("AccessToken"), refresh: live("RefreshToken"), isLast: gone.length < rowsAtOnce };
}
