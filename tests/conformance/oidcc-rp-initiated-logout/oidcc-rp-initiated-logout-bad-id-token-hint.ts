// A hint signed by somebody else gets an error page and signs nobody out.
import { decodeJwt, generateKeyPair, SignJWT } from "jose";
import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { expectSignedIn, logOut } from "#tests/conformance/support/log-out.ts";
import { logoutClient, postLogoutRedirectUri } from "#tests/conformance/support/suite-clients.ts";

export const oidccRpInitiatedLogoutBadIdTokenHint = defineModule(
  "oidcc-rp-initiated-logout-bad-id-token-hint",
  async (suite) => {
    const person = suite.newPerson();
    const { tokens } = await suite.completeFlow(person, {}, logoutClient);
    const { privateKey } = await generateKeyPair("ES256");
    const forged = await new SignJWT(decodeJwt(tokens.id_token)).setProtectedHeader({ alg: "ES256" }).sign(privateKey);
    const outcome = await logOut(suite, person, {
      id_token_hint: forged,
      post_logout_redirect_uri: postLogoutRedirectUri,
      state: "logout-state",
    });
    expect(outcome.location).toBe("/error?code=authorization_request_invalid");
    await expectSignedIn(suite, person);
  },
);
