// A request_uri is worth nothing after its expires_in.

import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { openRequestUri, push, requestUriOf } from "#tests/conformance/support/fapi-client.ts";

export const parAttemptToUseExpiredRequestUri = defineModule(
  "fapi2-security-profile-final-par-attempt-to-use-expired-request_uri",
  async (suite) => {
    const requestUri = await requestUriOf(await push(suite));
    suite.passSeconds(61);
    const answer = await openRequestUri(suite, suite.newPerson(), requestUri);
    expect([answer.delivered, answer.params.get("code")]).toEqual(["error_page", "authorization_request_invalid"]);
  },
);
