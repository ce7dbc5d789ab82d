// prompt=none succeeds without any page for somebody who is signed in and has consented before.
import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";

export const oidccPromptNoneLoggedIn = defineModule("oidcc-prompt-none-logged-in", async (suite) => {
  const person = suite.newPerson();
  const first = await suite.completeFlow(person);
  const second = await suite.completeFlow(person, { prompt: "none" });
  expect([second.answer.signInPages, second.answer.consentPages]).toEqual([[], []]);
  expect(second.claims.sub).toBe(first.claims.sub);
});
