// A client assertion whose audience is a list is refused, also when the issuer is in it.

import { defineModule } from "#tests/conformance/support/define-module.ts";
import { expectPushError, push } from "#tests/conformance/support/fapi-client.ts";

export const parTestArrayAsAudienceFails = defineModule(
  "fapi2-security-profile-final-par-test-array-as-audience-fails",
  async (suite) => {
    await expectPushError(await push(suite, {}, { assertion: { aud: [suite.issuer] } }), "invalid_client", 401);
  },
);
