// One client's request_uri with another client's client_id is refused.

import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { openRequestUri, push, requestUriOf } from "#tests/conformance/support/fapi-client.ts";
import { fapiClient2 } from "#tests/conformance/support/suite-clients.ts";

export const parAttemptToUseRequestUriForDifferentClient = defineModule(
  "fapi2-security-profile-final-par-attempt-to-use-request_uri-for-different-client",
  async (suite) => {
    const requestUri = await requestUriOf(await push(suite));
    const answer = await openRequestUri(suite, suite.newPerson(), requestUri, fapiClient2);
    expect([answer.delivered, answer.params.get("code")]).toEqual(["error_page", "authorization_request_invalid"]);
  },
);
