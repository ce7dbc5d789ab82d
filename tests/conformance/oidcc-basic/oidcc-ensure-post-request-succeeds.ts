// The authorization endpoint takes a POST like a GET (OIDC Core §3.1.2.1).

import { defineModule } from "#tests/conformance/support/define-module.ts";
import { followAuthorization } from "#tests/conformance/support/person.ts";

export const oidccEnsurePostRequestSucceeds = defineModule("oidcc-ensure-post-request-succeeds", async (suite) => {
  const request = suite.authorizationRequest();
  const posted = { url: "/oauth2/authorize", post: request };
  const answer = await followAuthorization(suite.harness, suite.newPerson(), posted);
  await suite.finishFlow(answer, request);
});
