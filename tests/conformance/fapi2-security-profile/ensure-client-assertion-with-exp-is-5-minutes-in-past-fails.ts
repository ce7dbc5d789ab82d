// A client assertion that expired five minutes ago is refused.

import { defineModule } from "#tests/conformance/support/define-module.ts";
import { fapiCode, newProofKey, redeemWithProof } from "#tests/conformance/support/fapi-client.ts";

export const ensureClientAssertionWithExpIs5MinutesInPastFails = defineModule(
  "fapi2-security-profile-final-ensure-client-assertion-with-exp-is-5-minutes-in-past-fails",
  async (suite) => {
    const hand = await fapiCode(suite, suite.newPerson());
    const assertion = { exp: suite.nowSeconds() - 300 };
    const response = await redeemWithProof(suite, hand, await newProofKey(), { assertion });
    await suite.expectTokenError(response, "invalid_client", 401);
  },
);
