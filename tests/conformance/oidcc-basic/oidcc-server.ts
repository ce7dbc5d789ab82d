// The code flow works: state and iss come back, the ID token is right and signed, userinfo is about the same person.

import { defineModule } from "#tests/conformance/support/define-module.ts";
import { completeWithLibrary } from "#tests/conformance/support/relying-party.ts";

export const oidccServer = defineModule("oidcc-server", async (suite) => {
  const { tokens, claims } = await suite.completeFlow(suite.newPerson());
  await suite.expectUserinfo(await suite.userinfo(tokens.access_token), claims.sub);
  await completeWithLibrary(suite, suite.newPerson());
});
