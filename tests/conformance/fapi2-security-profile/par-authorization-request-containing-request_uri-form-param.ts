// A push that contains request_uri is refused (RFC 9126 §2.1).

import { defineModule } from "#tests/conformance/support/define-module.ts";
import { expectPushError, push } from "#tests/conformance/support/fapi-client.ts";

export const parAuthorizationRequestContainingRequestUriFormParam = defineModule(
  "fapi2-security-profile-final-par-authorization-request-containing-request_uri-form-param",
  async (suite) => {
    const change = { request_uri: "urn:ietf:params:oauth:request_uri:something" };
    await expectPushError(await push(suite, change), "request_uri_not_supported");
  },
);
