// With a hint and no address the person is signed out and stays at the portal.

import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { expectSignedOut, logOut } from "#tests/conformance/support/log-out.ts";
import { logoutClient } from "#tests/conformance/support/suite-clients.ts";

export const oidccRpInitiatedLogoutNoPostLogoutRedirectUri = defineModule(
  "oidcc-rp-initiated-logout-no-post-logout-redirect-uri",
  async (suite) => {
    const person = suite.newPerson();
    const { tokens } = await suite.completeFlow(person, {}, logoutClient);
    const outcome = await logOut(suite, person, { id_token_hint: tokens.id_token, state: "logout-state" });
    expect(outcome).toEqual({ location: "/sign-out", confirmed: false });
    await expectSignedOut(suite, person);
  },
);
