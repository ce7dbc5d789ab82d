// A person who declines sends the app access_denied.

import { defineModule } from "#tests/conformance/support/define-module.ts";
import { openRequestUri, push, requestUriOf } from "#tests/conformance/support/fapi-client.ts";

export const userRejectsAuthentication = defineModule(
  "fapi2-security-profile-final-user-rejects-authentication",
  async (suite) => {
    const person = { ...suite.newPerson(), declines: true };
    const pushed = await push(suite);
    const answer = await openRequestUri(suite, person, await requestUriOf(pushed));
    suite.expectError(answer, pushed.params, "access_denied");
  },
);
