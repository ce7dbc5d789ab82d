// A client assertion that begins to count in more than a minute is refused.

import { defineModule } from "#tests/conformance/support/define-module.ts";
import { expectPushError, push } from "#tests/conformance/support/fapi-client.ts";

export const parEnsureJwtClientAssertionsNbfOver60SecondsInTheFutureFails = defineModule(
  "fapi2-security-profile-final-par-ensure-jwt-client-assertions-nbf-over-60-seconds-in-the-future-fails",
  async (suite) => {
    const assertion = { nbf: suite.nowSeconds() + 65 };
    await expectPushError(await push(suite, {}, { assertion }), "invalid_client", 401);
  },
);
