// scope=openid address brings the address claim, where the server offers that scope.
import { expect } from "vitest";
import { skipModule } from "#tests/conformance/support/define-module.ts";

export const oidccScopeAddress = skipModule(
  "oidcc-scope-address",
  "The address scope is not offered: Portico keeps no postal addresses.",
  async (suite) => {
    expect(suite.metadata["scopes_supported"]).not.toContain("address");
    const { tokens, claims } = await suite.completeFlow(suite.newPerson(), { scope: "openid address" });
    const userinfo = await suite.expectUserinfo(await suite.userinfo(tokens.access_token), claims.sub);
    expect(userinfo).toEqual({ sub: claims.sub });
  },
);
