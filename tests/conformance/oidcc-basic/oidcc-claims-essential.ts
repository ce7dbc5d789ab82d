// An essential claim asked for by the claims parameter comes from userinfo, without its scope.
import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";

export const oidccClaimsEssential = defineModule("oidcc-claims-essential", async (suite) => {
  const person = suite.newPerson();
  const claims = JSON.stringify({ userinfo: { name: { essential: true } } });
  const flow = await suite.completeFlow(person, { claims });
  const userinfo = await suite.expectUserinfo(await suite.userinfo(flow.tokens.access_token), flow.claims.sub);
  expect(userinfo).toEqual({ sub: flow.claims.sub, name: person.userName });
});
