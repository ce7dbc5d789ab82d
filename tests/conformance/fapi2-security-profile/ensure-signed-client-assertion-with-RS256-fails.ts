// A client assertion signed with RS256 is refused.

import { generateKeyPair } from "jose";
import { clientAssertion } from "#tests/conformance/support/client-assertion.ts";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { fapiClient } from "#tests/conformance/support/suite-clients.ts";

export const ensureSignedClientAssertionWithRS256Fails = defineModule(
  "fapi2-security-profile-final-ensure-signed-client-assertion-with-RS256-fails",
  async (suite) => {
    const { privateKey } = await generateKeyPair("RS256");
    const assertion = await clientAssertion(privateKey, fapiClient.clientId, suite.issuer, {}, "RS256");
    const params = Object.fromEntries(suite.authorizationRequest({}, fapiClient));
    const response = await suite.harness.form("/oauth2/par", { ...params, ...assertion });
    await suite.expectTokenError(response, "invalid_client", 401);
  },
);
