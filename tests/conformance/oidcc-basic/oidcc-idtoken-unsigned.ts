// An ID token with alg none is issued to a client that registered for it, where the server offers that.
import { expect } from "vitest";
import { skipModule } from "#tests/conformance/support/define-module.ts";

export const oidccIdtokenUnsigned = skipModule(
  "oidcc-idtoken-unsigned",
  "Unsigned ID tokens are not offered, and clients are not registered by the suite.",
  async (suite) => {
    const { tokens } = await suite.completeFlow(suite.newPerson());
    expect(suite.metadata["id_token_signing_alg_values_supported"]).not.toContain("none");
    expect(tokens.id_token.split(".")[2]).not.toBe("");
  },
);
