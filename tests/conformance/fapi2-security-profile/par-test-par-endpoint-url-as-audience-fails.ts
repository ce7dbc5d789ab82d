// A client assertion for the PAR endpoint's URL is refused: the audience is the issuer.

import { defineModule } from "#tests/conformance/support/define-module.ts";
import { expectPushError, push } from "#tests/conformance/support/fapi-client.ts";

export const parTestParEndpointUrlAsAudienceFails = defineModule(
  "fapi2-security-profile-final-par-test-par-endpoint-url-as-audience-fails",
  async (suite) => {
    const assertion = { aud: `${suite.issuer}/oauth2/par` };
    await expectPushError(await push(suite, {}, { assertion }), "invalid_client", 401);
  },
);
