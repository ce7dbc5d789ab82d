import type { FindAccount, KoaContextWithOIDC } from "oidc-provider";
import type { AccountClaims, SignInAccounts } from "#server/accounts/account-service.ts";

/** People as oidc-provider wants them. A disabled or deleted account is no account: nothing is issued or told. */
export function createAccountLookup(
  accounts: Pick<SignInAccounts, "findClaims">,
  onTokenUsed: (grantId: string) => void,
): FindAccount {
  return async (ctx, accountId, token) => {
    const claims = await accounts.findClaims(accountId);
    if (!claims) return undefined;
    if (token?.kind === "AccessToken" && token.grantId) onTokenUsed(token.grantId);
    return { accountId, claims: () => ({ ...withoutHiddenAddress(ctx, claims) }) };
  };
}

/**
 * Some providers' user names are e-mail addresses (Entra ID's are): such a one is told only where the address may be known. The
 * person may have refused just that.
 */
function withoutHiddenAddress(ctx: KoaContextWithOIDC, claims: AccountClaims): AccountClaims {
  const mayKnowAddress = ctx.oidc.entities.Grant?.getOIDCScopeFiltered(new Set(["email"])) === "email";
  if (mayKnowAddress || !claims.preferred_username?.includes("@")) return claims;
  const { preferred_username: _, ...others } = claims;
  return others;
}
