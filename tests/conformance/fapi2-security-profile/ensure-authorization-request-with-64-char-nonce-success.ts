// A nonce of 64 characters comes back in the ID token.

import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { fapiTokens, newProofKey } from "#tests/conformance/support/fapi-client.ts";

export const ensureAuthorizationRequestWith64CharNonceSuccess = defineModule(
  "fapi2-security-profile-final-ensure-authorization-request-with-64-char-nonce-success",
  async (suite) => {
    const { hand } = await fapiTokens(suite, suite.newPerson(), await newProofKey(), { nonce: "n".repeat(64) });
    expect(hand.params.get("nonce")).toHaveLength(64);
  },
);
