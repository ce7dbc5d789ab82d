// A nonce of 384 characters comes back intact, or is refused with invalid_request: here it comes back.

import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { fapiTokens, newProofKey } from "#tests/conformance/support/fapi-client.ts";

export const ensureAuthorizationRequestWithLongNonce = defineModule(
  "fapi2-security-profile-final-ensure-authorization-request-with-long-nonce",
  async (suite) => {
    const { hand } = await fapiTokens(suite, suite.newPerson(), await newProofKey(), { nonce: "n".repeat(384) });
    expect(hand.params.get("nonce")).toHaveLength(384);
  },
);
