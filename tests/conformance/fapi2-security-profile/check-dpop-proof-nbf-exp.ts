// A DPoP proof may have nbf and exp, at the token endpoint and at the resource.

import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { callResource, fapiCode, newProofKey, redeemWithProof } from "#tests/conformance/support/fapi-client.ts";

export const checkDpopProofNbfExp = defineModule(
  "fapi2-security-profile-final-check-dpop-proof-nbf-exp",
  async (suite) => {
    const key = await newProofKey();
    const limits = () => ({ claims: { nbf: suite.nowSeconds(), exp: suite.nowSeconds() + 300 } });
    const hand = await fapiCode(suite, suite.newPerson());
    const tokens = await suite.expectTokens(await redeemWithProof(suite, hand, key, { proof: limits() }));
    expect((await callResource(suite, tokens.access_token, key, limits())).status).toBe(200);
  },
);
