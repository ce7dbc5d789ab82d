import type { FindAccount, KoaContextWithOIDC } from "oidc-provider";
import type { SignInAccounts } from "#server/accounts/account-service.ts";
import { addressScope, type PersonClaims, withoutHiddenAddresses } from "#server/claims/told-claims.ts";

/** Accounts for oidc-provider. A disabled or deleted account is not found: no token and no claim is issued for it. */
export function createAccountLookup(
  accounts: Pick<SignInAccounts, "findClaims">,
  onTokenUsed: (grantId: string) => void,
): FindAccount {
  return async (ctx, accountId, token) => {
    const claims = await accounts.findClaims(accountId);
    if (!claims) return undefined;
    if (token?.kind === "AccessToken" && token.grantId) onTokenUsed(token.grantId);
    return { accountId, claims: () => ({ ...claimsFor(ctx, claims) }) };
  };
}

/** An address that the person refused to show, or wasn't asked about, is not released as a user name either. */
function claimsFor(ctx: KoaContextWithOIDC, claims: PersonClaims): PersonClaims {
  const released = ctx.oidc.entities.Grant?.getOIDCScopeFiltered(new Set([addressScope]));
  return released === addressScope ? claims : withoutHiddenAddresses(claims);
}
