// A request_uri that led to a code leads to none again.

import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { openRequestUri, push, requestUriOf } from "#tests/conformance/support/fapi-client.ts";

export const parAttemptReuseRequestUri = defineModule(
  "fapi2-security-profile-final-par-attempt-reuse-request_uri",
  async (suite) => {
    const person = suite.newPerson();
    const pushed = await push(suite);
    const requestUri = await requestUriOf(pushed);
    suite.expectCode(await openRequestUri(suite, person, requestUri), pushed.params);
    const again = await openRequestUri(suite, person, requestUri);
    expect([again.delivered, again.params.get("code")]).toEqual(["error_page", "authorization_request_invalid"]);
  },
);
