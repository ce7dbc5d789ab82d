// With hint, registered address and state: signed out, back at the app with the state, and prompt=none fails.

import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { expectSignedOut, logOut } from "#tests/conformance/support/log-out.ts";
import { logoutClient, postLogoutRedirectUri } from "#tests/conformance/support/suite-clients.ts";

export const oidccRpInitiatedLogout = defineModule("oidcc-rp-initiated-logout", async (suite) => {
  const person = suite.newPerson();
  const { tokens } = await suite.completeFlow(person, {}, logoutClient);
  const outcome = await logOut(suite, person, {
    id_token_hint: tokens.id_token,
    post_logout_redirect_uri: postLogoutRedirectUri,
    state: "logout-state",
  });
  expect(outcome).toEqual({ location: `${postLogoutRedirectUri}?state=logout-state`, confirmed: false });
  await expectSignedOut(suite, person);
});
