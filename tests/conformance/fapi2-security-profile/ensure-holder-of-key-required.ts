// A token request without a DPoP proof is refused: FAPI 2.0 wants every token bound to a key.
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { fapiCode, fapiTokens, newProofKey, redeemWithProof } from "#tests/conformance/support/fapi-client.ts";

export const ensureHolderOfKeyRequired = defineModule(
  "fapi2-security-profile-final-ensure-holder-of-key-required",
  async (suite) => {
    const hand = await fapiCode(suite, suite.newPerson());
    await suite.expectTokenError(await redeemWithProof(suite, hand, undefined), "invalid_grant");
    const scope = { scope: "openid offline_access", prompt: "consent" };
    const { tokens } = await fapiTokens(suite, suite.newPerson(), await newProofKey(), scope);
    const refresh = { grant_type: "refresh_token", refresh_token: tokens.refresh_token };
    await suite.expectTokenError(await suite.post("/oauth2/token", refresh, hand.who), "invalid_grant");
  },
);
