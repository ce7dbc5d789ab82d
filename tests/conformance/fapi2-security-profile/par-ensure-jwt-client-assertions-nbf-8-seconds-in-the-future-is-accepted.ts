// A clock that is eight seconds fast is no reason to refuse a client assertion.

import { defineModule } from "#tests/conformance/support/define-module.ts";
import { push, requestUriOf } from "#tests/conformance/support/fapi-client.ts";

export const parEnsureJwtClientAssertionsNbf8SecondsInTheFutureIsAccepted = defineModule(
  "fapi2-security-profile-final-par-ensure-jwt-client-assertions-nbf-8-seconds-in-the-future-is-accepted",
  async (suite) => {
    const assertion = { nbf: suite.nowSeconds() + 8 };
    await requestUriOf(await push(suite, {}, { assertion }));
  },
);
