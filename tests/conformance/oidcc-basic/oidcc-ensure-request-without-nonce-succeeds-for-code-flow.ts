// The code flow needs no nonce, and then the ID token has none.
import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";

export const oidccEnsureRequestWithoutNonceSucceedsForCodeFlow = defineModule(
  "oidcc-ensure-request-without-nonce-succeeds-for-code-flow",
  async (suite) => {
    const { claims } = await suite.completeFlow(suite.newPerson(), { nonce: undefined });
    expect(claims).not.toHaveProperty("nonce");
  },
);
