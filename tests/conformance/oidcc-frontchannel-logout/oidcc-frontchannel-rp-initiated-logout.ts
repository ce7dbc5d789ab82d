// Signing out shows the app's address in a frame with iss and the ID token's sid, then leads back to the app with its state.
import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { expectSignedOut, logOut } from "#tests/conformance/support/log-out.ts";
import {
  frontchannelClient,
  frontchannelLogoutUri,
  postLogoutRedirectUri,
} from "#tests/conformance/support/suite-clients.ts";

export const oidccFrontchannelRpInitiatedLogout = defineModule(
  "oidcc-frontchannel-rp-initiated-logout",
  async (suite) => {
    const person = suite.newPerson();
    const { tokens, claims } = await suite.completeFlow(person, {}, frontchannelClient);
    expect(claims["sid"]).toBeTypeOf("string");
    const outcome = await logOut(suite, person, {
      id_token_hint: tokens.id_token,
      post_logout_redirect_uri: postLogoutRedirectUri,
      state: "logout-state",
    });
    const page = await suite.harness.server.frontchannel.view(outcome.location);
    expect(page?.continueTo).toBe(`${postLogoutRedirectUri}?state=logout-state`);
    expect(page?.frames).toHaveLength(1);
    const frame = new URL(page?.frames[0]?.src ?? "");
    expect(frame.origin + frame.pathname).toBe(frontchannelLogoutUri);
    expect(Object.fromEntries(frame.searchParams)).toEqual({ iss: suite.issuer, sid: claims["sid"] });
    await expectSignedOut(suite, person);
  },
);
