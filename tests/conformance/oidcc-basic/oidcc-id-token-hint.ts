// prompt=none with an ID token of the person who is signed in succeeds, for the same subject.
import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";

export const oidccIdTokenHint = defineModule("oidcc-id-token-hint", async (suite) => {
  const person = suite.newPerson();
  const first = await suite.completeFlow(person);
  const second = await suite.completeFlow(person, { prompt: "none", id_token_hint: first.tokens.id_token });
  expect(second.answer.signInPages).toEqual([]);
  expect(second.claims.sub).toBe(first.claims.sub);
});
