// A code that is first used after 62 seconds is invalid_grant.

import { defineModule } from "#tests/conformance/support/define-module.ts";
import { fapiCode, newProofKey, redeemWithProof } from "#tests/conformance/support/fapi-client.ts";

export const ensureTokenEndpointFailsWithExpiredAuthCode = defineModule(
  "fapi2-security-profile-final-ensure-token-endpoint-fails-with-expired-auth-code",
  async (suite) => {
    const hand = await fapiCode(suite, suite.newPerson());
    suite.passSeconds(62);
    await suite.expectTokenError(await redeemWithProof(suite, hand, await newProofKey()), "invalid_grant");
  },
);
