// RFC 9126 §2.4 lets a server take an unregistered redirect_uri from an authenticated client; Portico doesn't.

import { defineModule } from "#tests/conformance/support/define-module.ts";
import { expectPushError, push } from "#tests/conformance/support/fapi-client.ts";

export const plainFapiTolerateUnregisteredRedirectUri = defineModule(
  "fapi2-security-profile-final-plain-fapi-tolerate-unregistered-redirect-uri",
  async (suite) => {
    const change = { redirect_uri: "https://suite.example/fapi-client/callback?dummy=1" };
    await expectPushError(await push(suite, change), "invalid_request");
  },
);
