import type { FindAccount, KoaContextWithOIDC } from "oidc-provider";
import { withReleased } from "#server/authorization-server/library/released-claims.ts";
import type { TokenStates } from "#server/authorization-server/tokens/create-token-states.ts";
import { addressScope, type PersonClaims, withoutHiddenAddresses } from "#server/claims/told-claims.ts";
import type { ClaimRelease } from "./claim-release.ts";

/** Routes at which the browser is. */
const pageRoutes = new Set(["authorization", "resume"]);

/**
 * Accounts for oidc-provider. A disabled or deleted account is not found, nor one that may not use the app: no token and no claim is
 * issued for it.
 */
export function createAccountLookup(
  accounts: Pick<TokenStates, "findPerson">,
  release: Pick<ClaimRelease, "toApp">,
  onTokenUsed: (grantId: string) => void,
): FindAccount {
  return async (ctx, accountId, token) => {
    // The page of a request says it when the person may not use the app (access-prompt.ts).
    const clientId = pageRoutes.has(ctx.oidc.route) ? undefined : ctx.oidc.client?.clientId;
    const known = await accounts.findPerson(accountId, clientId);
    if (!known) return undefined;
    if (token?.kind === "AccessToken" && token.grantId) onTokenUsed(token.grantId);
    return {
      accountId,
      claims: (use) => {
        const place = use === "id_token" ? "id_token" : "userinfo";
        return withReleased(claimsFor(ctx, known.claims), () => release.toApp(ctx, place, known));
      },
    };
  };
}

/** An address that the person refused to show, or wasn't asked about, is not released as a user name either. */
function claimsFor(ctx: KoaContextWithOIDC, claims: PersonClaims): PersonClaims {
  const released = ctx.oidc.entities.Grant?.getOIDCScopeFiltered(new Set([addressScope]));
  return released === addressScope ? claims : withoutHiddenAddresses(claims);
}
