// A clock that is ten seconds slow is no reason to refuse a DPoP proof.

import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { callResource, fapiCode, newProofKey, redeemWithProof } from "#tests/conformance/support/fapi-client.ts";

export const ensureDpopproofWithIat10secondsBeforeSucceeds = defineModule(
  "fapi2-security-profile-final-ensure-dpopproof-with-iat-10seconds-before-succeeds",
  async (suite) => {
    const key = await newProofKey();
    const slow = () => ({ claims: { iat: suite.nowSeconds() - 10 } });
    const hand = await fapiCode(suite, suite.newPerson());
    const tokens = await suite.expectTokens(await redeemWithProof(suite, hand, key, { proof: slow() }));
    expect((await callResource(suite, tokens.access_token, key, slow())).status).toBe(200);
  },
);
