// Signing out sends the app a logout token: signed, with the event, the ID token's sub and sid, and no nonce.
import { createLocalJWKSet, jwtVerify } from "jose";
import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { expectSignedOut, logOut } from "#tests/conformance/support/log-out.ts";
import { logoutClient, postLogoutRedirectUri } from "#tests/conformance/support/suite-clients.ts";

export const oidccBackchannelRpInitiatedLogout = defineModule(
  "oidcc-backchannel-rp-initiated-logout",
  async (suite) => {
    const person = suite.newPerson();
    const { tokens, claims } = await suite.completeFlow(person, {}, logoutClient);
    expect(claims["sid"]).toBeTypeOf("string");
    const told = suite.listener.nextLogoutToken();
    const outcome = await logOut(suite, person, {
      id_token_hint: tokens.id_token,
      post_logout_redirect_uri: postLogoutRedirectUri,
      state: "logout-state",
    });
    expect(outcome.location).toBe(`${postLogoutRedirectUri}?state=logout-state`);
    const { payload, protectedHeader } = await jwtVerify(await told, createLocalJWKSet(suite.jwks), {
      issuer: suite.issuer,
      audience: logoutClient.clientId,
    });
    expect(protectedHeader.typ).toBe("logout+jwt");
    expect(payload).toMatchObject({ sub: claims.sub, sid: claims["sid"], jti: expect.any(String) });
    expect(Math.abs((payload.iat ?? 0) - suite.nowSeconds())).toBeLessThanOrEqual(60);
    expect(payload.exp).toBeGreaterThan(suite.nowSeconds());
    expect(payload["events"]).toEqual({ "http://schemas.openid.net/event/backchannel-logout": {} });
    expect(payload).not.toHaveProperty("nonce");
    await expectSignedOut(suite, person);
  },
);
