// prompt=login makes a person who is signed in sign in again, and auth_time tells the difference.
import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";

export const oidccPromptLogin = defineModule("oidcc-prompt-login", async (suite) => {
  const person = suite.newPerson();
  const first = await suite.completeFlow(person, { max_age: "10000" });
  suite.passSeconds(1);
  const second = await suite.completeFlow(person, { max_age: "10000", prompt: "login" });
  expect(second.answer.signInPages).toEqual([expect.objectContaining({ prompt: "login" })]);
  expect(second.claims.sub).toBe(first.claims.sub);
  expect(second.claims["auth_time"]).toBeGreaterThan(first.claims["auth_time"] as number);
});
