// A post_logout_redirect_uri that isn't registered gets an error page, not the browser.

import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { expectSignedIn, logOut } from "#tests/conformance/support/log-out.ts";
import { logoutClient, postLogoutRedirectUri } from "#tests/conformance/support/suite-clients.ts";

export const oidccRpInitiatedLogoutBadPostLogoutRedirectUri = defineModule(
  "oidcc-rp-initiated-logout-bad-post-logout-redirect-uri",
  async (suite) => {
    const person = suite.newPerson();
    const { tokens } = await suite.completeFlow(person, {}, logoutClient);
    const outcome = await logOut(suite, person, {
      id_token_hint: tokens.id_token,
      post_logout_redirect_uri: `${postLogoutRedirectUri}_other`,
      state: "logout-state",
    });
    expect(outcome.location).toBe("/error?code=authorization_request_invalid");
    await expectSignedIn(suite, person);
  },
);
