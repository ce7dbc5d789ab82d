// openid need not be the first of the scopes.

import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { fapiTokens, newProofKey } from "#tests/conformance/support/fapi-client.ts";

export const ensureOtherScopeOrderSucceeds = defineModule(
  "fapi2-security-profile-final-ensure-other-scope-order-succeeds",
  async (suite) => {
    const { tokens } = await fapiTokens(suite, suite.newPerson(), await newProofKey(), { scope: "profile openid" });
    expect(tokens.scope?.split(" ").sort()).toEqual(["openid", "profile"]);
  },
);
