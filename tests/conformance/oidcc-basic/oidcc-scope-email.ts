// scope=openid email brings email and email_verified from userinfo.
import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";

export const oidccScopeEmail = defineModule("oidcc-scope-email", async (suite) => {
  const { tokens, claims } = await suite.completeFlow(suite.newPerson(), { scope: "openid email" });
  const userinfo = await suite.expectUserinfo(await suite.userinfo(tokens.access_token), claims.sub);
  expect(userinfo).toEqual({ sub: claims.sub, email: "person@example.com", email_verified: true });
});
