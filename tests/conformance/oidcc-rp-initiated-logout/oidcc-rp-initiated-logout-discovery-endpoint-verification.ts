// Discovery names the end_session_endpoint.
import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";

export const oidccRpInitiatedLogoutDiscoveryEndpointVerification = defineModule(
  "oidcc-rp-initiated-logout-discovery-endpoint-verification",
  async (suite) => {
    expect(suite.metadata["end_session_endpoint"]).toBe(`${suite.issuer}/oauth2/end-session`);
  },
);
