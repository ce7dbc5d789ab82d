// A client assertion for the token endpoint's URL is refused: the audience is the issuer.

import { defineModule } from "#tests/conformance/support/define-module.ts";
import { expectPushError, push } from "#tests/conformance/support/fapi-client.ts";

export const parTestTokenEndpointUrlAsAudienceFails = defineModule(
  "fapi2-security-profile-final-par-test-token-endpoint-url-as-audience-fails",
  async (suite) => {
    const assertion = { aud: `${suite.issuer}/oauth2/token` };
    await expectPushError(await push(suite, {}, { assertion }), "invalid_client", 401);
  },
);
