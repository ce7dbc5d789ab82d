import type { FindAccount } from "oidc-provider";
import type { SignInAccounts } from "#server/accounts/account-service.ts";

/** People as oidc-provider wants them. A disabled or deleted account is no account: nothing is issued or told. */
export function createAccountLookup(
  accounts: Pick<SignInAccounts, "findClaims">,
  onTokenUsed: (grantId: string) => void,
): FindAccount {
  return async (_ctx, accountId, token) => {
    const claims = await accounts.findClaims(accountId);
    if (!claims) return undefined;
    if (token?.kind === "AccessToken" && token.grantId) onTokenUsed(token.grantId);
    return { accountId, claims: () => ({ ...claims }) };
  };
}
