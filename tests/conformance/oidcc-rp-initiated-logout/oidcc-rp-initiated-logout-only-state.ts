// With nothing but a state the person is asked, signed out, and stays at the portal.

import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { expectSignedOut, logOut } from "#tests/conformance/support/log-out.ts";
import { logoutClient } from "#tests/conformance/support/suite-clients.ts";

export const oidccRpInitiatedLogoutOnlyState = defineModule("oidcc-rp-initiated-logout-only-state", async (suite) => {
  const person = suite.newPerson();
  await suite.completeFlow(person, {}, logoutClient);
  expect(await logOut(suite, person, { state: "logout-state" })).toEqual({ location: "/sign-out", confirmed: true });
  await expectSignedOut(suite, person);
});
