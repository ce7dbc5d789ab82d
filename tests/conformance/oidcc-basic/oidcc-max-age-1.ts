// max_age=1 makes somebody sign in again who did so more than a second ago; auth_time is there and later.
import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";

export const oidccMaxAge1 = defineModule("oidcc-max-age-1", async (suite) => {
  const person = suite.newPerson();
  const first = await suite.completeFlow(person, { max_age: "10000" });
  suite.passSeconds(2);
  const askedAtSeconds = suite.nowSeconds();
  const second = await suite.completeFlow(person, { max_age: "1" });
  expect(second.answer.signInPages).toHaveLength(1);
  expect(second.claims["auth_time"]).toBeGreaterThan(first.claims["auth_time"] as number);
  expect(second.claims["auth_time"]).toBeGreaterThanOrEqual(askedAtSeconds);
});
