// An unsigned request object is either supported, or refused as request_not_supported.
import { UnsecuredJWT } from "jose";
import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";

export const oidccUnsignedRequestObjectSupportedCorrectlyOrRejectedAsUnsupported = defineModule(
  "oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported",
  async (suite) => {
    // Left out means false (OpenID Connect Discovery §3).
    expect(suite.metadata["request_parameter_supported"] ?? false).toBe(false);
    const request = suite.authorizationRequest();
    request.set("request", new UnsecuredJWT(Object.fromEntries(request)).encode());
    const answer = await suite.authorize(suite.newPerson(), request);
    suite.expectError(answer, request, "request_not_supported");
  },
);
