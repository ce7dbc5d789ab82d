// A code that was pushed with a proof is redeemed with the same key.

import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { fapiCode, newProofKey, proofOf, redeemWithProof } from "#tests/conformance/support/fapi-client.ts";

export const ensureDpopproofAtParEndpointBindingSuccess = defineModule(
  "fapi2-security-profile-final-ensure-dpopproof-at-par-endpoint-binding-success",
  async (suite) => {
    const key = await newProofKey();
    const dpop = await proofOf(key, { method: "POST", url: `${suite.issuer}/oauth2/par` });
    const hand = await fapiCode(suite, suite.newPerson(), {}, { headers: { dpop } });
    const tokens = await suite.expectTokens(await redeemWithProof(suite, hand, key));
    expect(tokens.token_type).toBe("DPoP");
  },
);
