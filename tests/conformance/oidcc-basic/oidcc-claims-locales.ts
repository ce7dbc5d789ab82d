// claims_locales does no harm, and userinfo still answers.
import { defineModule } from "#tests/conformance/support/define-module.ts";

export const oidccClaimsLocales = defineModule("oidcc-claims-locales", async (suite) => {
  const { tokens, claims } = await suite.completeFlow(suite.newPerson(), { claims_locales: "se" });
  await suite.expectUserinfo(await suite.userinfo(tokens.access_token), claims.sub);
});
