import type { PublishOnCommit } from "#server/database/events/notifier.ts";
import type { TransactionClient } from "#server/database/run-transaction.ts";
import { refreshIdleSeconds } from "./token-lifetimes.ts";
import { familyTie, grantTie, tokensEndedChannel, tokenTie } from "./token-ties.ts";

/** Not one of oidc-provider's models: the mark that a family of tokens was ended; its id is the family's. */
export const endedFamily = "EndedFamily";
/** Longer than the life of a refresh token that is written just after its family's end. */
const endKeptSeconds = refreshIdleSeconds + 24 * 60 * 60;

/** What resource servers ask about, and processes remember (see token-state-cache.ts). */
const accessTokens = new Set(["AccessToken", "ClientCredentials"]);

export function isAccessToken(model: string): boolean {
  return accessTokens.has(model);
}

/** Tokens to end: the statement that deletes their rows, and the tie by which every process forgets them. */
export interface EndedTokens {
  sql: string;
  params: readonly unknown[];
  tie: string;
}

export function oneAccessToken(model: string, idHash: string): EndedTokens {
  const sql = "DELETE FROM oidc_records WHERE model = $1 AND id_hash = $2";
  return { sql, params: [model, idHash], tie: tokenTie(idHash) };
}

/**
 * Every code and token that came from one authorization.
 *
 * Races: a request that is under way may write into the family afterwards. What it writes is dead, because the family's end stays
 *        on record for as long as such a token could be used (see token-state-store.ts).
 */
export function everythingInFamily(familyId: string, now: Date): EndedTokens {
  const sql = `WITH remembered AS (
      INSERT INTO oidc_records (model, id_hash, payload, expires_at) VALUES ('${endedFamily}', $1, '{}'::jsonb, $2)
      ON CONFLICT DO NOTHING
    ) DELETE FROM oidc_records WHERE family_id = $1`;
  return { sql, params: [familyId, new Date(now.getTime() + endKeptSeconds * 1000)], tie: familyTie(familyId) };
}

/** Every code and token under a grant; the grant itself stays. */
export function everythingUnderGrant(grantId: string): EndedTokens {
  const sql = "DELETE FROM oidc_records WHERE grant_id = $1 AND model <> 'Grant'";
  return { sql, params: [grantId], tie: grantTie(grantId) };
}

/** The access tokens under a grant; an app with a refresh token gets new ones, with the scopes that are left. */
export function accessTokensUnderGrant(grantId: string): EndedTokens {
  const sql = "DELETE FROM oidc_records WHERE grant_id = $1 AND model = 'AccessToken'";
  return { sql, params: [grantId], tie: grantTie(grantId) };
}

/** Deletes the tokens in the caller's transaction. Every process forgets them before the transaction's caller continues. */
export async function endTokens(
  tx: TransactionClient,
  publish: PublishOnCommit,
  { sql, params, tie }: EndedTokens,
): Promise<void> {
  await tx.$executeRawUnsafe(sql, ...params);
  await publish(tokensEndedChannel, tie);
}
