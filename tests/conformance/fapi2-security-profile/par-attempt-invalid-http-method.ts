// The PAR endpoint takes POST and nothing else (RFC 9126 §2.3).

import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { fapiClient } from "#tests/conformance/support/suite-clients.ts";

export const parAttemptInvalidHttpMethod = defineModule(
  "fapi2-security-profile-final-par-attempt-invalid-http-method",
  async (suite) => {
    const request = suite.authorizationRequest({}, fapiClient);
    const response = await fetch(`${suite.issuer}/oauth2/par?${request}`, { headers: { accept: "application/json" } });
    expect(response.status).toBe(405);
  },
);
