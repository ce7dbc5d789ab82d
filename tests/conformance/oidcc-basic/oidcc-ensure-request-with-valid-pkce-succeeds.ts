// PKCE with S256 works, and without the verifier the code is worth nothing (RFC 7636 §4.6).

import { defineModule } from "#tests/conformance/support/define-module.ts";
import { client } from "#tests/conformance/support/suite-clients.ts";
import { newVerifier } from "#tests/support/raw-client.ts";

export const oidccEnsureRequestWithValidPkceSucceeds = defineModule(
  "oidcc-ensure-request-with-valid-pkce-succeeds",
  async (suite) => {
    const person = suite.newPerson();
    const { verifier, challenge } = newVerifier();
    const change = { code_challenge: challenge, code_challenge_method: "S256" };
    const request = suite.authorizationRequest(change);
    await suite.finishFlow(await suite.authorize(person, request), request, client, { code_verifier: verifier });
    const again = suite.authorizationRequest(change);
    const code = suite.expectCode(await suite.authorize(person, again), again);
    await suite.expectTokenError(await suite.redeem(code), "invalid_grant");
  },
);
