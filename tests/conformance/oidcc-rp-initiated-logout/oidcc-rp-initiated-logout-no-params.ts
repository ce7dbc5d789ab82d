// Without any parameter the person is asked, and signed out.

import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { expectSignedOut, logOut } from "#tests/conformance/support/log-out.ts";
import { logoutClient } from "#tests/conformance/support/suite-clients.ts";

export const oidccRpInitiatedLogoutNoParams = defineModule("oidcc-rp-initiated-logout-no-params", async (suite) => {
  const person = suite.newPerson();
  await suite.completeFlow(person, {}, logoutClient);
  expect(await logOut(suite, person, {})).toEqual({ location: "/sign-out", confirmed: true });
  await expectSignedOut(suite, person);
});
