// A request_uri is either supported, or refused as request_uri_not_supported.
import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";

export const oidccRequestUriUnsignedSupportedCorrectlyOrRejectedAsUnsupported = defineModule(
  "oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported",
  async (suite) => {
    expect(suite.metadata["request_uri_parameter_supported"]).toBe(false);
    const request = suite.authorizationRequest({ request_uri: "https://suite.example/request-object.jwt" });
    const answer = await suite.authorize(suite.newPerson(), request);
    suite.expectError(answer, request, "request_uri_not_supported");
  },
);
