// A token request with another verifier is refused.

import { defineModule } from "#tests/conformance/support/define-module.ts";
import { fapiCode, newProofKey, redeemWithProof } from "#tests/conformance/support/fapi-client.ts";
import { newVerifier } from "#tests/support/raw-client.ts";

export const incorrectPkceCodeVerifierRejected = defineModule(
  "fapi2-security-profile-final-incorrect-pkce-code-verifier-rejected",
  async (suite) => {
    const hand = await fapiCode(suite, suite.newPerson());
    const change = { code_verifier: newVerifier().verifier };
    await suite.expectTokenError(await redeemWithProof(suite, hand, await newProofKey(), { change }), "invalid_grant");
  },
);
