// The ID token names a key of the published JWKS by kid, and that key verifies it.
import { decodeProtectedHeader } from "jose";
import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";

export const oidccIdtokenSignature = defineModule("oidcc-idtoken-signature", async (suite) => {
  const { tokens } = await suite.completeFlow(suite.newPerson());
  const { kid, alg } = decodeProtectedHeader(tokens.id_token);
  const named = suite.jwks.keys.filter((key) => key.kid === kid);
  expect(named).toEqual([expect.objectContaining({ kid, alg, use: "sig" })]);
  expect(suite.metadata["id_token_signing_alg_values_supported"]).toContain(alg);
});
