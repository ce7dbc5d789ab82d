// A request with its parameters in the query is refused: FAPI 2.0 wants all of them pushed.

import { expect } from "vitest";
import { skipModule } from "#tests/conformance/support/define-module.ts";
import { fapiClient } from "#tests/conformance/support/suite-clients.ts";
import { newVerifier } from "#tests/support/raw-client.ts";

export const ensureUnsignedAuthorizationRequestWithoutUsingParFails = skipModule(
  "fapi2-security-profile-final-ensure-unsigned-authorization-request-without-using-par-fails",
  "PAR is offered to every client and demanded of none: there is no per-client setting for it.",
  async (suite) => {
    expect(suite.metadata["require_pushed_authorization_requests"] ?? false).toBe(false);
    const pkce = { code_challenge: newVerifier().challenge, code_challenge_method: "S256" };
    const request = suite.authorizationRequest(pkce, fapiClient);
    suite.expectCode(await suite.authorize(suite.newPerson(), request), request);
  },
);
