// A parameter that the server doesn't know is ignored (OIDC Core §3.1.2.1).
import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";

export const oidccEnsureRequestWithUnknownParameterSucceeds = defineModule(
  "oidcc-ensure-request-with-unknown-parameter-succeeds",
  async (suite) => {
    const { answer } = await suite.completeFlow(suite.newPerson(), { extra: "foobar" });
    expect(answer.params.has("extra")).toBe(false);
  },
);
