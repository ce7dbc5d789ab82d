// scope=openid phone brings phone_number, where the server offers that scope.
import { expect } from "vitest";
import { skipModule } from "#tests/conformance/support/define-module.ts";

export const oidccScopePhone = skipModule(
  "oidcc-scope-phone",
  "The phone scope is not offered: Portico keeps no telephone numbers.",
  async (suite) => {
    expect(suite.metadata["scopes_supported"]).not.toContain("phone");
    const { tokens, claims } = await suite.completeFlow(suite.newPerson(), { scope: "openid phone" });
    const userinfo = await suite.expectUserinfo(await suite.userinfo(tokens.access_token), claims.sub);
    expect(userinfo).toEqual({ sub: claims.sub });
  },
);
