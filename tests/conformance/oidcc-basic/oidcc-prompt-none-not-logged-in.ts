// prompt=none with nobody signed in is answered with login_required, without any page.
import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";

export const oidccPromptNoneNotLoggedIn = defineModule("oidcc-prompt-none-not-logged-in", async (suite) => {
  const request = suite.authorizationRequest({ prompt: "none" });
  const answer = await suite.authorize(suite.newPerson(), request);
  suite.expectError(answer, request, "login_required");
  expect([answer.signInPages, answer.consentPages]).toEqual([[], []]);
});
