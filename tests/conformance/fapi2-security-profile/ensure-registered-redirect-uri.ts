// A redirect_uri that isn't registered is refused at the PAR endpoint.

import { defineModule } from "#tests/conformance/support/define-module.ts";
import { expectPushError, push } from "#tests/conformance/support/fapi-client.ts";

export const ensureRegisteredRedirectUri = defineModule(
  "fapi2-security-profile-final-ensure-registered-redirect-uri",
  async (suite) => {
    await expectPushError(await push(suite, { redirect_uri: "https://suite.example/other" }), "invalid_request");
  },
);
