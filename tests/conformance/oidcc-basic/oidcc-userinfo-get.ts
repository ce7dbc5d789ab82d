// Userinfo takes a GET with the access token in the Authorization header.
import { defineModule } from "#tests/conformance/support/define-module.ts";

export const oidccUserinfoGet = defineModule("oidcc-userinfo-get", async (suite) => {
  const { tokens, claims } = await suite.completeFlow(suite.newPerson());
  await suite.expectUserinfo(await suite.userinfo(tokens.access_token), claims.sub);
});
