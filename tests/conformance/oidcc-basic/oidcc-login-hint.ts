// login_hint does no harm, and gets to the sign-in page.
import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";

export const oidccLoginHint = defineModule("oidcc-login-hint", async (suite) => {
  const { answer } = await suite.completeFlow(suite.newPerson(), { login_hint: "buffy@suite.example" });
  expect(answer.signInPages).toEqual([expect.objectContaining({ loginHint: "buffy@suite.example" })]);
});
