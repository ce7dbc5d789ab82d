// response_type=token is refused.

import { defineModule } from "#tests/conformance/support/define-module.ts";
import { expectPushError, push } from "#tests/conformance/support/fapi-client.ts";

export const ensureResponseTypeTokenFails = defineModule(
  "fapi2-security-profile-final-ensure-response-type-token-fails",
  async (suite) => {
    await expectPushError(await push(suite, { response_type: "token" }), "unsupported_response_type");
  },
);
