// nonce is optional in the code flow.

import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { fapiTokens, newProofKey } from "#tests/conformance/support/fapi-client.ts";

export const ensureAuthorizationRequestWithoutNonceSuccess = defineModule(
  "fapi2-security-profile-final-ensure-authorization-request-without-nonce-success",
  async (suite) => {
    const { hand } = await fapiTokens(suite, suite.newPerson(), await newProofKey(), { nonce: undefined });
    expect(hand.params.has("nonce")).toBe(false);
  },
);
