// A hint that was changed to alg none gets an error page and signs nobody out.
import { decodeJwt, UnsecuredJWT } from "jose";
import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { expectSignedIn, logOut } from "#tests/conformance/support/log-out.ts";
import { logoutClient, postLogoutRedirectUri } from "#tests/conformance/support/suite-clients.ts";

export const oidccRpInitiatedLogoutModifiedIdTokenHint = defineModule(
  "oidcc-rp-initiated-logout-modified-id-token-hint",
  async (suite) => {
    const person = suite.newPerson();
    const { tokens } = await suite.completeFlow(person, {}, logoutClient);
    const outcome = await logOut(suite, person, {
      id_token_hint: new UnsecuredJWT(decodeJwt(tokens.id_token)).encode(),
      post_logout_redirect_uri: postLogoutRedirectUri,
      state: "logout-state",
    });
    expect(outcome.location).toBe("/error?code=authorization_request_invalid");
    await expectSignedIn(suite, person);
  },
);
