// The code flow works: state and iss come back, the ID token is right and signed, userinfo is about the same person.
import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";

export const oidccServer = defineModule("oidcc-server", async (suite) => {
  const { tokens, claims } = await suite.completeFlow(suite.newPerson());
  expect(claims.sub).toBeTypeOf("string");
  await suite.expectUserinfo(await suite.userinfo(tokens.access_token), claims.sub);
});
