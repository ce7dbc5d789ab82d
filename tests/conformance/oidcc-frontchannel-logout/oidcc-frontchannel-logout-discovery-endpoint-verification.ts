// Discovery says that front-channel logout is supported, with sid, and names the end_session_endpoint.
import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";

export const oidccFrontchannelLogoutDiscoveryEndpointVerification = defineModule(
  "oidcc-frontchannel-logout-discovery-endpoint-verification",
  async (suite) => {
    expect(suite.metadata).toMatchObject({
      frontchannel_logout_supported: true,
      frontchannel_logout_session_supported: true,
      end_session_endpoint: `${suite.issuer}/oauth2/end-session`,
    });
  },
);
