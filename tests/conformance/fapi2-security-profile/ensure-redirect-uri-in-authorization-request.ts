// A push without redirect_uri is refused.

import { defineModule } from "#tests/conformance/support/define-module.ts";
import { expectPushError, push } from "#tests/conformance/support/fapi-client.ts";

export const ensureRedirectUriInAuthorizationRequest = defineModule(
  "fapi2-security-profile-final-ensure-redirect-uri-in-authorization-request",
  async (suite) => {
    await expectPushError(await push(suite, { redirect_uri: undefined }), "invalid_request");
  },
);
