// A request_uri that was opened without signing in can be opened again, by a reload for instance.

import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { openRequestUri, push, requestUriOf } from "#tests/conformance/support/fapi-client.ts";

export const parEnsureReusedRequestUriPriorToAuthCompletionSucceeds = defineModule(
  "fapi2-security-profile-final-par-ensure-reused-request-uri-prior-to-auth-completion-succeeds",
  async (suite) => {
    const person = suite.newPerson();
    const pushed = await push(suite);
    const requestUri = await requestUriOf(pushed);
    const query = new URLSearchParams({ client_id: pushed.who.clientId, request_uri: requestUri });
    const visit = await person.browser.fetch(`/oauth2/authorize?${query}`);
    expect(visit.headers.get("location")).toMatch(/^\/consent\/|\/consent\//);
    suite.expectCode(await openRequestUri(suite, person, requestUri), pushed.params);
  },
);
