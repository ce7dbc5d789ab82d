// Two clients complete PAR, PKCE, key authentication and DPoP; each one's token works with its own key only.

import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { callResource, fapiTokens, newProofKey } from "#tests/conformance/support/fapi-client.ts";
import { completeFapiWithLibrary } from "#tests/conformance/support/relying-party.ts";
import { fapiClient, fapiClient2 } from "#tests/conformance/support/suite-clients.ts";

export const happyFlow = defineModule("fapi2-security-profile-final-happy-flow", async (suite) => {
  const keys = [await newProofKey(), await newProofKey()] as const;
  const first = await fapiTokens(suite, suite.newPerson(), keys[0], {}, { who: fapiClient });
  const second = await fapiTokens(suite, suite.newPerson(), keys[1], {}, { who: fapiClient2 });
  const call = (flow: typeof first, key: (typeof keys)[number]) => callResource(suite, flow.tokens.access_token, key);
  await suite.expectUserinfo(await call(first, keys[0]), first.subject);
  await suite.expectUserinfo(await call(second, keys[1]), second.subject);
  expect((await call(first, keys[1])).status).toBe(401);
  expect((await call(second, keys[0])).status).toBe(401);
  expect((await suite.userinfo(first.tokens.access_token)).status).toBe(401);
  await completeFapiWithLibrary(suite, suite.newPerson());
});
