// An address to go to without a hint: an error page or a question, but no way back to the app.

import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { expectSignedIn, logOut } from "#tests/conformance/support/log-out.ts";
import { logoutClient, postLogoutRedirectUri } from "#tests/conformance/support/suite-clients.ts";

export const oidccRpInitiatedLogoutNoIdTokenHint = defineModule(
  "oidcc-rp-initiated-logout-no-id-token-hint",
  async (suite) => {
    const person = suite.newPerson();
    await suite.completeFlow(person, {}, logoutClient);
    const outcome = await logOut(suite, person, {
      post_logout_redirect_uri: postLogoutRedirectUri,
      state: "logout-state",
    });
    expect(outcome.location).toBe("/error?code=authorization_request_invalid");
    await expectSignedIn(suite, person);
  },
);
