// A push without PKCE is refused.

import { defineModule } from "#tests/conformance/support/define-module.ts";
import { expectPushError, push } from "#tests/conformance/support/fapi-client.ts";

export const parEnsurePkceRequired = defineModule(
  "fapi2-security-profile-final-par-ensure-pkce-required",
  async (suite) => {
    const change = { code_challenge: undefined, code_challenge_method: undefined };
    await expectPushError(await push(suite, change), "invalid_request");
  },
);
