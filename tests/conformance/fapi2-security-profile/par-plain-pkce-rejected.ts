// code_challenge_method=plain is refused.

import { defineModule } from "#tests/conformance/support/define-module.ts";
import { expectPushError, push } from "#tests/conformance/support/fapi-client.ts";

export const parPlainPkceRejected = defineModule(
  "fapi2-security-profile-final-par-plain-pkce-rejected",
  async (suite) => {
    await expectPushError(await push(suite, { code_challenge_method: "plain" }), "invalid_request");
  },
);
