// Userinfo takes a POST with the access token in the form (RFC 6750 §2.2).
import { defineModule } from "#tests/conformance/support/define-module.ts";

export const oidccUserinfoPostBody = defineModule("oidcc-userinfo-post-body", async (suite) => {
  const { tokens, claims } = await suite.completeFlow(suite.newPerson());
  const body = new URLSearchParams({ access_token: tokens.access_token });
  await suite.expectUserinfo(await fetch(`${suite.issuer}/oauth2/userinfo`, { method: "POST", body }), claims.sub);
});
