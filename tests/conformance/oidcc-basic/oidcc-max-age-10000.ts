// max_age=10000 asks nobody who signed in just now; auth_time is there and stays.
import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";

export const oidccMaxAge10000 = defineModule("oidcc-max-age-10000", async (suite) => {
  const person = suite.newPerson();
  const first = await suite.completeFlow(person, { max_age: "10000" });
  suite.passSeconds(1);
  const second = await suite.completeFlow(person, { max_age: "10000" });
  expect(second.answer.signInPages).toEqual([]);
  expect(second.claims["auth_time"]).toBeTypeOf("number");
  expect(second.claims["auth_time"]).toBe(first.claims["auth_time"]);
});
