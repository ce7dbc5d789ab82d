// A code that was asked for with dpop_jkt can't be redeemed with another key (RFC 9449 §10).
import { calculateJwkThumbprint } from "jose";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { fapiCode, newProofKey, redeemWithProof } from "#tests/conformance/support/fapi-client.ts";

export const ensureTokenEndpointFailsWithMismatchedDpopJkt = defineModule(
  "fapi2-security-profile-final-ensure-token-endpoint-fails-with-mismatched-dpop-jkt",
  async (suite) => {
    const dpop_jkt = await calculateJwkThumbprint((await newProofKey()).publicJwk);
    const hand = await fapiCode(suite, suite.newPerson(), { dpop_jkt });
    await suite.expectTokenError(await redeemWithProof(suite, hand, await newProofKey()), "invalid_grant");
  },
);
