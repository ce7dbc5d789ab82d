// Discovery says that back-channel logout is supported, with sid, and names the end_session_endpoint.
import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";

export const oidccBackchannelLogoutDiscoveryEndpointVerification = defineModule(
  "oidcc-backchannel-logout-discovery-endpoint-verification",
  async (suite) => {
    expect(suite.metadata).toMatchObject({
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
      end_session_endpoint: `${suite.issuer}/oauth2/end-session`,
    });
  },
);
