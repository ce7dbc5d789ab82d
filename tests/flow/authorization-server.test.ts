import * as client from "openid-client";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  basic,
  buddyRedirect,
  buddySecret,
  calendarAudience,
  type Harness,
  notesAudience,
  startAuthorizationServer,
} from "#tests/support/authorization-server-harness.ts";
import { eachDatabase } from "#tests/support/test-database.ts";
import { walkAuthorization } from "#tests/support/walk-authorization.ts";

eachDatabase("authorization server with openid-client", (open) => {
  let harness: Harness;
  let buddy: client.Configuration;
  let calendarApi: client.Configuration;

  beforeAll(async () => {
    harness = await startAuthorizationServer(await open());
    const discover = (clientId: string, secret: string) =>
      client.discovery(new URL(harness.issuer), clientId, secret, client.ClientSecretBasic(secret), {
        execute: [client.allowInsecureRequests],
      });
    buddy = await discover("calendar-buddy", buddySecret);
    calendarApi = await discover("calendar-api", "the secret of the calendar API");
  });
  afterAll(() => harness.close());

  async function connect(userName: string, scope: string, extra: Record<string, string> = {}) {
    const who = await harness.signIn(userName);
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const state = client.randomState();
    const nonce = client.randomNonce();
    const url = client.buildAuthorizationUrl(buddy, {
      redirect_uri: buddyRedirect,
      scope,
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: "S256",
      state,
      nonce,
      ...extra,
    });
    const walk = await walkAuthorization(harness, who, url);
    const tokens = await client.authorizationCodeGrant(buddy, walk.callback, {
      pkceCodeVerifier,
      expectedState: state,
      expectedNonce: nonce,
    });
    return { who, walk, tokens };
  }

  it("completes code with PKCE, userinfo, refresh, introspection and revocation", async () => {
    const { who, walk, tokens } = await connect("Ada Lovelace", "openid profile email offline_access calendar:read", {
      resource: calendarAudience,
    });
    expect(walk.callback.searchParams.get("iss")).toBe(harness.issuer);
    expect(walk.asked).toHaveLength(1);
    expect(tokens.access_token).toMatch(/^ptc_at_/);
    expect(tokens.refresh_token).toMatch(/^ptc_rt_/);
    expect(tokens.claims()).toMatchObject({ sub: who.session.userId, iss: harness.issuer, aud: "calendar-buddy" });

    const person = await client.fetchUserInfo(buddy, tokens.access_token, who.session.userId);
    expect(person).toMatchObject({ name: "Ada Lovelace", email: "ada@example.com", email_verified: true });

    const refreshed = await client.refreshTokenGrant(buddy, tokens.refresh_token ?? "", { resource: calendarAudience });
    expect(refreshed.refresh_token).not.toBe(tokens.refresh_token);
    expect(refreshed.scope).toBe("calendar:read");

    const seen = await client.tokenIntrospection(calendarApi, refreshed.access_token);
    expect(seen).toMatchObject({
      active: true,
      aud: calendarAudience,
      scope: "calendar:read",
      sub: who.session.userId,
      client_id: "calendar-buddy",
      iss: harness.issuer,
    });

    await client.tokenRevocation(buddy, refreshed.refresh_token ?? "");
    expect(await client.tokenIntrospection(calendarApi, refreshed.access_token)).toEqual({ active: false });
    await expect(client.refreshTokenGrant(buddy, refreshed.refresh_token ?? "")).rejects.toMatchObject({
      error: "invalid_grant",
    });
  });

  it("issues RFC 9068 access tokens for an API that checks them offline", async () => {
    const { tokens, who } = await connect("Grace Hopper", "openid offline_access notes:read", {
      resource: notesAudience,
    });
    const refreshed = await client.refreshTokenGrant(buddy, tokens.refresh_token ?? "", { resource: notesAudience });
    const { createRemoteJWKSet, jwtVerify } = await import("jose");
    const { payload } = await jwtVerify(
      refreshed.access_token,
      createRemoteJWKSet(new URL(`${harness.issuer}/oauth2/jwks`)),
      { issuer: harness.issuer, audience: notesAudience, typ: "at+jwt", algorithms: ["ES256"] },
    );
    expect(payload).toMatchObject({ sub: who.session.userId, client_id: "calendar-buddy", scope: "notes:read" });
    expect(payload.jti).toBeTypeOf("string");
  });

  it("takes everything away at once when access is removed", async () => {
    const { who, tokens } = await connect("Alan Turing", "openid offline_access calendar:read", {
      resource: calendarAudience,
    });
    const api = await client.refreshTokenGrant(buddy, tokens.refresh_token ?? "", { resource: calendarAudience });
    const [app] = await harness.connectedApps.list(who.session);
    expect(app).toMatchObject({ name: "Calendar Buddy", hostName: "buddy.example" });
    expect(app?.scopes.map(({ name }) => name)).toEqual(["openid", "offline_access", "calendar:read"]);

    const receipt = await harness.connectedApps.revoke(who.session, app?.id ?? "");
    expect(receipt).toMatchObject({ appName: "Calendar Buddy", refreshTokens: 1 });
    expect(await client.tokenIntrospection(calendarApi, api.access_token)).toEqual({ active: false });
    await expect(client.fetchUserInfo(buddy, tokens.access_token, who.session.userId)).rejects.toThrow();
    await expect(client.refreshTokenGrant(buddy, api.refresh_token ?? "")).rejects.toMatchObject({
      error: "invalid_grant",
    });
    expect(await harness.connectedApps.list(who.session)).toEqual([]);
    await expect(harness.connectedApps.revoke(who.session, app?.id ?? "")).rejects.toMatchObject({
      code: "grant_not_found",
    });
  });

  it("gives a service its own token for one API", async () => {
    const response = await harness.form(
      "/oauth2/token",
      { grant_type: "client_credentials", scope: "calendar:read" },
      basic("night-report", "the secret of Night Report"),
    );
    const body = (await response.json()) as { access_token: string };
    expect(body).toMatchObject({ token_type: "Bearer", scope: "calendar:read" });
    expect(await client.tokenIntrospection(calendarApi, body.access_token)).toMatchObject({
      active: true,
      client_id: "night-report",
      aud: calendarAudience,
    });
  });
});
