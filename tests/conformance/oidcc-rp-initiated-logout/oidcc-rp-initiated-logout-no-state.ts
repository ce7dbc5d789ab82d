// Without state the app gets the browser back without one.

import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { expectSignedOut, logOut } from "#tests/conformance/support/log-out.ts";
import { logoutClient, postLogoutRedirectUri } from "#tests/conformance/support/suite-clients.ts";

export const oidccRpInitiatedLogoutNoState = defineModule("oidcc-rp-initiated-logout-no-state", async (suite) => {
  const person = suite.newPerson();
  const { tokens } = await suite.completeFlow(person, {}, logoutClient);
  const outcome = await logOut(suite, person, {
    id_token_hint: tokens.id_token,
    post_logout_redirect_uri: postLogoutRedirectUri,
  });
  expect(outcome).toEqual({ location: postLogoutRedirectUri, confirmed: false });
  await expectSignedOut(suite, person);
});
