// A request with its parameters in the query is refused: FAPI 2.0 wants all of them pushed.
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { fapiClient } from "#tests/conformance/support/suite-clients.ts";
import { newVerifier } from "#tests/support/raw-client.ts";

export const ensureUnsignedAuthorizationRequestWithoutUsingParFails = defineModule(
  "fapi2-security-profile-final-ensure-unsigned-authorization-request-without-using-par-fails",
  async (suite) => {
    const pkce = { code_challenge: newVerifier().challenge, code_challenge_method: "S256" };
    const request = suite.authorizationRequest(pkce, fapiClient);
    suite.expectError(await suite.authorize(suite.newPerson(), request), request, "invalid_request");
  },
);
