// client_id and request_uri are enough at the authorization endpoint: nothing has to be said twice.

import { defineModule } from "#tests/conformance/support/define-module.ts";
import { openRequestUri, push, requestUriOf } from "#tests/conformance/support/fapi-client.ts";

export const parWithoutDuplicateParameters = defineModule(
  "fapi2-security-profile-final-par-without-duplicate-parameters",
  async (suite) => {
    const pushed = await push(suite);
    const answer = await openRequestUri(suite, suite.newPerson(), await requestUriOf(pushed));
    suite.expectCode(answer, pushed.params);
  },
);
