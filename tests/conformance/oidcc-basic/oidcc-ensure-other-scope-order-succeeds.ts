// openid need not be the first of the scopes.
import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";

export const oidccEnsureOtherScopeOrderSucceeds = defineModule(
  "oidcc-ensure-other-scope-order-succeeds",
  async (suite) => {
    const { tokens, claims } = await suite.completeFlow(suite.newPerson(), { scope: "email openid" });
    expect(tokens.scope?.split(" ").sort()).toEqual(["email", "openid"]);
    await suite.expectUserinfo(await suite.userinfo(tokens.access_token), claims.sub);
  },
);
