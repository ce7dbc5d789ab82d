// A state of 1,000 characters comes back intact, or is refused with invalid_request: here it comes back.

import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { fapiCode } from "#tests/conformance/support/fapi-client.ts";

export const ensureAuthorizationRequestWithLongState = defineModule(
  "fapi2-security-profile-final-ensure-authorization-request-with-long-state",
  async (suite) => {
    const { params } = await fapiCode(suite, suite.newPerson(), { state: "s".repeat(1000) });
    expect(params.get("state")).toHaveLength(1000);
  },
);
