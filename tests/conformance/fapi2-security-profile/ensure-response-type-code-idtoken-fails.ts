// response_type=code id_token is refused.

import { defineModule } from "#tests/conformance/support/define-module.ts";
import { expectPushError, push } from "#tests/conformance/support/fapi-client.ts";

export const ensureResponseTypeCodeIdtokenFails = defineModule(
  "fapi2-security-profile-final-ensure-response-type-code-idtoken-fails",
  async (suite) => {
    await expectPushError(await push(suite, { response_type: "code id_token" }), "unsupported_response_type");
  },
);
