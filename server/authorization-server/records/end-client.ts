import type { PublishOnCommit } from "#server/database/events/notifier.ts";
import type { TransactionClient } from "#server/database/run-transaction.ts";
import { type EndedGrants, endGrants } from "./end-grants.ts";
import { clientTie, tokensEndedChannel } from "./token-ties.ts";

// What the client has under the grants of others, because it exchanged their tokens, and what it has without a grant. A
// registration is removed by the library, with the token that manages it.
const ownSql = `DELETE FROM oidc_records WHERE client_id = $1 AND model NOT IN ('Client', 'RegistrationAccessToken')`;

const accessSql = `DELETE FROM oidc_records WHERE model IN ('AccessToken', 'ClientCredentials', 'AuthorizationCode')
  AND (client_id = $1 OR grant_id IN (SELECT grant_id FROM app_grants WHERE client_id = $1 AND revoked_at IS NULL))`;

/**
 * Ends all that a client has in the caller's transaction: the access that people gave it, and codes and tokens of every kind.
 *
 * Races: every process forgets its tokens before the transaction's caller continues. A token that a request issues meanwhile
 *        has lost its grant; one without a grant has no client any more.
 */
export async function endClient(
  tx: TransactionClient,
  publish: PublishOnCommit,
  clientId: string,
  now: Date,
): Promise<EndedGrants> {
  const ended = await endGrants(tx, publish, { of: "client", clientId }, now);
  await tx.$executeRawUnsafe(ownSql, clientId);
  await publish(tokensEndedChannel, clientTie(clientId));
  return ended;
}

/**
 * Ends a client's codes and access tokens in the caller's transaction, and what was exchanged for them; consent and refresh
 * tokens stay. Returns how many.
 */
export async function endAccessOfClient(
  tx: TransactionClient,
  publish: PublishOnCommit,
  clientId: string,
): Promise<number> {
  const count = await tx.$executeRawUnsafe(accessSql, clientId);
  await publish(tokensEndedChannel, clientTie(clientId));
  return count;
}
