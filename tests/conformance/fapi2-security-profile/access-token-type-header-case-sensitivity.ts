// The name of the authentication scheme is case-insensitive (RFC 9110 §11.1).

import { defineModule } from "#tests/conformance/support/define-module.ts";
import { callResource, fapiTokens, newProofKey } from "#tests/conformance/support/fapi-client.ts";

export const accessTokenTypeHeaderCaseSensitivity = defineModule(
  "fapi2-security-profile-final-access-token-type-header-case-sensitivity",
  async (suite) => {
    const key = await newProofKey();
    const { tokens, subject } = await fapiTokens(suite, suite.newPerson(), key);
    for (const scheme of ["dpop", "dPOp"]) {
      await suite.expectUserinfo(await callResource(suite, tokens.access_token, key, {}, scheme), subject);
    }
  },
);
