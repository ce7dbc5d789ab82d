// A code used again after a second is invalid_grant, and the token that it brought is revoked.

import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { callResource, fapiTokens, newProofKey, redeemWithProof } from "#tests/conformance/support/fapi-client.ts";

export const attemptReuseAuthorizationCodeAfterOneSecond = defineModule(
  "fapi2-security-profile-final-attempt-reuse-authorization-code-after-one-second",
  async (suite) => {
    const key = await newProofKey();
    const { hand, tokens } = await fapiTokens(suite, suite.newPerson(), key);
    suite.passSeconds(1);
    await suite.expectTokenError(await redeemWithProof(suite, hand, key), "invalid_grant");
    expect((await callResource(suite, tokens.access_token, key)).status).toBe(401);
  },
);
