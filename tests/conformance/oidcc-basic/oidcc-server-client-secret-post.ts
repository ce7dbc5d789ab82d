// The code flow works for a client that authenticates with client_secret_post.

import { defineModule } from "#tests/conformance/support/define-module.ts";
import { postClient } from "#tests/conformance/support/suite-clients.ts";

export const oidccServerClientSecretPost = defineModule("oidcc-server-client-secret-post", async (suite) => {
  const person = suite.newPerson();
  const { tokens, claims } = await suite.completeFlow(person, {}, postClient);
  await suite.expectUserinfo(await suite.userinfo(tokens.access_token), claims.sub);
});
