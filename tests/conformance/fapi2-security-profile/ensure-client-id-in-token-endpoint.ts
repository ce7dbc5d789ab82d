// The second client's id with the first client's key is refused at the token endpoint.
import { clientAssertion } from "#tests/conformance/support/client-assertion.ts";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { fapiCode, newProofKey, tokenProof } from "#tests/conformance/support/fapi-client.ts";
import { fapiClient, fapiClient2 } from "#tests/conformance/support/suite-clients.ts";

export const ensureClientIdInTokenEndpoint = defineModule(
  "fapi2-security-profile-final-ensure-client-id-in-token-endpoint",
  async (suite) => {
    const { code, verifier } = await fapiCode(suite, suite.newPerson());
    const firstKey = suite.listener.privateKeyOf(fapiClient.clientId);
    const redemption = {
      grant_type: "authorization_code",
      code,
      code_verifier: verifier,
      redirect_uri: fapiClient.redirectUri,
      ...(await clientAssertion(firstKey, fapiClient2.clientId, suite.issuer)),
    };
    const response = await suite.harness.form(
      "/oauth2/token",
      redemption,
      await tokenProof(suite, await newProofKey()),
    );
    await suite.expectTokenError(response, "invalid_client", 401);
  },
);
