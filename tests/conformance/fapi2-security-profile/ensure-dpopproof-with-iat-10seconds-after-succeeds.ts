// A clock that is ten seconds fast is no reason to refuse a DPoP proof.

import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { callResource, fapiCode, newProofKey, redeemWithProof } from "#tests/conformance/support/fapi-client.ts";

export const ensureDpopproofWithIat10secondsAfterSucceeds = defineModule(
  "fapi2-security-profile-final-ensure-dpopproof-with-iat-10seconds-after-succeeds",
  async (suite) => {
    const key = await newProofKey();
    const fast = () => ({ claims: { iat: suite.nowSeconds() + 10 } });
    const hand = await fapiCode(suite, suite.newPerson());
    const tokens = await suite.expectTokens(await redeemWithProof(suite, hand, key, { proof: fast() }));
    expect((await callResource(suite, tokens.access_token, key, fast())).status).toBe(200);
  },
);
