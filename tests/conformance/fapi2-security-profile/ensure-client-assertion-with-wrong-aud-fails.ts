// A client assertion for another audience is refused.

import { defineModule } from "#tests/conformance/support/define-module.ts";
import { fapiCode, newProofKey, redeemWithProof } from "#tests/conformance/support/fapi-client.ts";

export const ensureClientAssertionWithWrongAudFails = defineModule(
  "fapi2-security-profile-final-ensure-client-assertion-with-wrong-aud-fails",
  async (suite) => {
    const hand = await fapiCode(suite, suite.newPerson());
    const assertion = { aud: "https://other.example/token" };
    const response = await redeemWithProof(suite, hand, await newProofKey(), { assertion });
    await suite.expectTokenError(response, "invalid_client", 401);
  },
);
