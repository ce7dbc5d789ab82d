// All standard scopes together bring all their claims, where the server offers all of them.
import { expect } from "vitest";
import { skipModule } from "#tests/conformance/support/define-module.ts";

export const oidccScopeAll = skipModule(
  "oidcc-scope-all",
  "Of the standard scopes, address and phone are not offered.",
  async (suite) => {
    const scope = "openid profile email address phone";
    const { tokens, claims } = await suite.completeFlow(suite.newPerson(), { scope });
    const userinfo = await suite.expectUserinfo(await suite.userinfo(tokens.access_token), claims.sub);
    expect(userinfo).toMatchObject({ name: expect.any(String), email: expect.any(String) });
    expect(userinfo).not.toHaveProperty("address");
    expect(userinfo).not.toHaveProperty("phone_number");
  },
);
