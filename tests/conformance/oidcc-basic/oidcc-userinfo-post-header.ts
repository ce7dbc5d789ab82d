// Userinfo takes a POST with the access token in the Authorization header.
import { defineModule } from "#tests/conformance/support/define-module.ts";

export const oidccUserinfoPostHeader = defineModule("oidcc-userinfo-post-header", async (suite) => {
  const { tokens, claims } = await suite.completeFlow(suite.newPerson());
  const authorization = `Bearer ${tokens.access_token}`;
  const response = await fetch(`${suite.issuer}/oauth2/userinfo`, { method: "POST", headers: { authorization } });
  await suite.expectUserinfo(response, claims.sub);
});
