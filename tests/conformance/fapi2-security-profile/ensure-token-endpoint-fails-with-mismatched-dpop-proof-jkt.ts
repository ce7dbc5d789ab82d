// A code that was pushed with a proof of one key can't be redeemed with another (RFC 9449 §10.1).

import { defineModule } from "#tests/conformance/support/define-module.ts";
import { fapiCode, newProofKey, proofOf, redeemWithProof } from "#tests/conformance/support/fapi-client.ts";

export const ensureTokenEndpointFailsWithMismatchedDpopProofJkt = defineModule(
  "fapi2-security-profile-final-ensure-token-endpoint-fails-with-mismatched-dpop-proof-jkt",
  async (suite) => {
    const dpop = await proofOf(await newProofKey(), { method: "POST", url: `${suite.issuer}/oauth2/par` });
    const hand = await fapiCode(suite, suite.newPerson(), {}, { headers: { dpop } });
    await suite.expectTokenError(await redeemWithProof(suite, hand, await newProofKey()), "invalid_grant");
  },
);
