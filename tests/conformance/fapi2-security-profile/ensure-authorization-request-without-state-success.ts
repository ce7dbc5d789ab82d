// state is optional, and then the answer has none.

import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { fapiTokens, newProofKey } from "#tests/conformance/support/fapi-client.ts";

export const ensureAuthorizationRequestWithoutStateSuccess = defineModule(
  "fapi2-security-profile-final-ensure-authorization-request-without-state-success",
  async (suite) => {
    const { hand } = await fapiTokens(suite, suite.newPerson(), await newProofKey(), { state: undefined });
    expect(hand.params.has("state")).toBe(false);
  },
);
