// A token request without a client assertion is refused.

import { defineModule } from "#tests/conformance/support/define-module.ts";
import { fapiCode, newProofKey, tokenProof } from "#tests/conformance/support/fapi-client.ts";

export const ensureClientAssertionInTokenEndpoint = defineModule(
  "fapi2-security-profile-final-ensure-client-assertion-in-token-endpoint",
  async (suite) => {
    const { code, verifier, who } = await fapiCode(suite, suite.newPerson());
    const params = {
      grant_type: "authorization_code",
      client_id: who.clientId,
      code,
      code_verifier: verifier,
      redirect_uri: who.redirectUri,
    };
    const response = await suite.harness.form("/oauth2/token", params, await tokenProof(suite, await newProofKey()));
    await suite.expectTokenError(response, "invalid_client", 401);
  },
);
