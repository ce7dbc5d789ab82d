// A token request without the verifier is refused.

import { defineModule } from "#tests/conformance/support/define-module.ts";
import { fapiCode, newProofKey, redeemWithProof } from "#tests/conformance/support/fapi-client.ts";

export const ensurePkceCodeVerifierRequired = defineModule(
  "fapi2-security-profile-final-ensure-pkce-code-verifier-required",
  async (suite) => {
    const hand = await fapiCode(suite, suite.newPerson());
    const change = { code_verifier: undefined };
    await suite.expectTokenError(await redeemWithProof(suite, hand, await newProofKey(), { change }), "invalid_grant");
  },
);
