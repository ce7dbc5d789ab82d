// A client assertion without sub is refused.

import { defineModule } from "#tests/conformance/support/define-module.ts";
import { fapiCode, newProofKey, redeemWithProof } from "#tests/conformance/support/fapi-client.ts";

export const ensureClientAssertionWithNoSubFails = defineModule(
  "fapi2-security-profile-final-ensure-client-assertion-with-no-sub-fails",
  async (suite) => {
    const hand = await fapiCode(suite, suite.newPerson());
    const response = await redeemWithProof(suite, hand, await newProofKey(), { assertion: { sub: undefined } });
    await suite.expectTokenError(response, "invalid_client", 401);
  },
);
