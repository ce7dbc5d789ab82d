// A request without response_type is refused: by an error to the app, or by a page.
import { defineModule } from "#tests/conformance/support/define-module.ts";

export const oidccResponseTypeMissing = defineModule("oidcc-response-type-missing", async (suite) => {
  const request = suite.authorizationRequest({ response_type: undefined });
  const answer = await suite.authorize(suite.newPerson(), request);
  suite.expectError(answer, request, "invalid_request");
});
