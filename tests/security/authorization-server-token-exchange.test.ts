import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { PorticoConfig } from "#server/config/config-schema.ts";
import {
  basic,
  calendarAudience,
  type Harness,
  notesAudience,
  roomsAudience,
  startAuthorizationServer,
  testConfig,
} from "#tests/support/authorization-server-harness.ts";
import { dpopProof, newProofKey } from "#tests/support/dpop-proof.ts";
import {
  authorizationRequest,
  buddy,
  newVerifier,
  obtainCode,
  obtainTokens,
  type RawClient,
  type TokenAnswer,
  tokenRequest,
} from "#tests/support/raw-client.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";
import { walkAuthorization } from "#tests/support/walk-authorization.ts";

const calendarApi: RawClient = { clientId: "calendar-api", secret: "the secret of the calendar API", redirectUri: "" };
const roomsApi: RawClient = { clientId: "rooms-api", secret: "the secret of the rooms API", redirectUri: "" };
const roomsApiSettings = {
  clientId: roomsApi.clientId,
  clientSecret: roomsApi.secret ?? "",
  name: "Rooms API",
  grantTypes: ["client_credentials", "urn:ietf:params:oauth:grant-type:token-exchange"],
  scopes: ["notes:read", "calendar:read"],
  resources: [notesAudience, calendarAudience],
  introspects: [roomsAudience],
  exchangeScopes: ["notes:read"],
} satisfies NonNullable<PorticoConfig["clients"]>[number];
/** An app that may exchange tokens, its own ones too. */
const keen: RawClient = {
  clientId: "keen-app",
  secret: "the secret of the keen app",
  redirectUri: "https://keen.example/callback",
};
/** A service without a person. */
const robot: RawClient = { clientId: "house-robot", secret: "the secret of the house robot", redirectUri: "" };
const accessTokenType = "urn:ietf:params:oauth:token-type:access_token";

let harness: Harness;
beforeAll(async () => {
  harness = await startAuthorizationServer(await openEmbeddedTestDatabase(), {
    ...testConfig,
    clients: [
      ...testConfig.clients,
      roomsApiSettings,
      {
        clientId: robot.clientId,
        clientSecret: robot.secret ?? "",
        name: "House Robot",
        grantTypes: ["client_credentials"],
        scopes: ["calendar:read", "rooms:write"],
        resources: [calendarAudience, roomsAudience],
      },
      {
        clientId: keen.clientId,
        clientSecret: keen.secret ?? "",
        name: "Keen App",
        redirectUris: [keen.redirectUri],
        grantTypes: ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:token-exchange"],
        scopes: ["openid", "offline_access", "calendar:read", "calendar:write", "rooms:read"],
        optionalScopes: ["calendar:write", "rooms:read"],
        resources: [calendarAudience, roomsAudience],
        exchangeScopes: ["calendar:write", "rooms:read"],
      },
    ],
  });
});
afterAll(async () => {
  await harness.close();
  await harness.database.close();
});

/** A token of a person for the calendar API, as that API receives it. */
async function receivedToken(userName = "Ada Lovelace") {
  const who = await harness.signIn(userName);
  const scope = "openid offline_access calendar:read";
  const tokens = await obtainTokens(harness, who, buddy, { scope, resource: calendarAudience });
  const refresh = {
    grant_type: "refresh_token",
    refresh_token: tokens.refresh_token ?? "",
    resource: calendarAudience,
  };
  const answer = (await (await tokenRequest(harness, buddy, refresh)).json()) as TokenAnswer;
  return { who, token: answer.access_token };
}

const exchange = (subject_token: string, change: Record<string, string | undefined> = {}, client = calendarApi) => {
  const params: Record<string, string | undefined> = {
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    subject_token,
    subject_token_type: accessTokenType,
    audience: roomsAudience,
    ...change,
  };
  const given = Object.entries(params).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return tokenRequest(harness, client, Object.fromEntries(given));
};
const exchanged = async (...args: Parameters<typeof exchange>) => {
  const response = await exchange(...args);
  expect(response.status).toBe(200);
  return (await response.json()) as TokenAnswer & { issued_token_type: string };
};
const introspectAs = async (client: RawClient, token: string) =>
  (await harness.form("/oauth2/introspect", { token }, basic(client.clientId, client.secret ?? ""))).json();
const errorOf = async (response: Response) => `${response.status} ${((await response.json()) as TokenAnswer).error}`;

it("gives an API a token for the next one, naming the person and who acts for them", async () => {
  const { who, token } = await receivedToken();
  const answer = await exchanged(token);
  expect(answer).toMatchObject({ issued_token_type: accessTokenType, token_type: "Bearer", scope: "rooms:read" });
  expect(answer).not.toHaveProperty("refresh_token");
  expect(await introspectAs(roomsApi, answer.access_token)).toMatchObject({
    active: true,
    sub: who.session.userId,
    aud: roomsAudience,
    client_id: "calendar-api",
    act: { sub: "calendar-api", act: { sub: "calendar-buddy" } },
  });
});

it("keeps the whole chain of actors, in JWTs as well", async () => {
  const { who, token } = await receivedToken();
  const second = await exchanged((await exchanged(token)).access_token, { audience: notesAudience }, roomsApi);
  const jwks = createRemoteJWKSet(new URL(`${harness.issuer}/oauth2/jwks`));
  const { payload } = await jwtVerify(second.access_token, jwks, { audience: notesAudience, typ: "at+jwt" });
  expect(payload).toMatchObject({
    sub: who.session.userId,
    act: { sub: "rooms-api", act: { sub: "calendar-api", act: { sub: "calendar-buddy" } } },
  });
});

it("gives nothing that outlives its origin", async () => {
  const { who, token } = await receivedToken("Grace Hopper");
  const { access_token } = await exchanged(token);
  const [app] = await harness.connectedApps.list(who.session);
  await harness.connectedApps.revoke(who.session, app?.id ?? "");
  expect(await introspectAs(roomsApi, access_token)).toEqual({ active: false });
  expect(await errorOf(await exchange(token))).toBe("400 invalid_request");
});

it("refuses what is not the caller's business or not registered for it", async () => {
  const { token } = await receivedToken();
  const refused: [Record<string, string | undefined>, string, RawClient?][] = [
    [{ audience: "https://api.example/other" }, "400 invalid_target"],
    [{ audience: calendarAudience }, "400 invalid_target"],
    [{ audience: undefined }, "400 invalid_target"],
    [{ resource: notesAudience }, "400 invalid_target"],
    [{ scope: "rooms:write" }, "400 invalid_scope"],
    [{ scope: "calendar:read" }, "400 invalid_scope"],
    [{ subject_token_type: "urn:ietf:params:oauth:token-type:id_token" }, "400 invalid_request"],
    [{ subject_token: "ptc_at_uunknown" }, "400 invalid_request"],
    [{ subject_token: undefined }, "400 invalid_request"],
    [{ actor_token: "x", actor_token_type: accessTokenType }, "400 invalid_request"],
    [{ requested_token_type: "urn:ietf:params:oauth:token-type:refresh_token" }, "400 invalid_request"],
    [{ audience: notesAudience }, "400 invalid_request", roomsApi],
    [{}, "400 invalid_request", { clientId: "spa", secret: undefined, redirectUri: "" }],
    [{}, "400 invalid_request", buddy],
  ];
  for (const [change, error, client] of refused) {
    expect([change, await errorOf(await exchange(token, change, client))]).toEqual([change, error]);
  }
});

describe("an exchanged token", () => {
  it("lives no longer than what it was exchanged for", async () => {
    const { token } = await receivedToken("Short Lived");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 540_000 });
    try {
      const answer = await exchanged(token);
      expect(answer.expires_in).toBeGreaterThan(0);
      expect(answer.expires_in).toBeLessThanOrEqual(60);
      const { exp } = await introspectAs(roomsApi, answer.access_token);
      expect(exp).toBeLessThanOrEqual(Math.floor(Date.now() / 1000) + 60);
    } finally {
      vi.useRealTimers();
    }
  });

  it("ends with the session, if what it was exchanged for does", async () => {
    const who = await harness.signIn("Session Bound");
    const code = await obtainCode(harness, who, buddy, { scope: "openid calendar:read", resource: calendarAudience });
    const answer = await tokenRequest(harness, buddy, { ...code, resource: calendarAudience });
    const { access_token } = await exchanged(((await answer.json()) as TokenAnswer).access_token);
    expect(await introspectAs(roomsApi, access_token)).toMatchObject({ active: true });
    await harness.vault.end(who.session, "signed_out");
    expect(await introspectAs(roomsApi, access_token)).toEqual({ active: false });
  });

  it("is bound to the key that the exchanging API proves (RFC 9449 §5)", async () => {
    const { token } = await receivedToken("Key Bound");
    const key = await newProofKey();
    const dpop = await dpopProof(key, { htu: `${harness.issuer}/oauth2/token` });
    const request = {
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token: token,
      subject_token_type: accessTokenType,
      audience: roomsAudience,
    };
    const answer = (await (await tokenRequest(harness, calendarApi, request, { dpop })).json()) as TokenAnswer;
    expect(answer.token_type).toBe("DPoP");
    expect(await introspectAs(roomsApi, answer.access_token)).toMatchObject({ cnf: { jkt: key.thumbprint } });
    expect(await errorOf(await tokenRequest(harness, calendarApi, request, { dpop }))).toMatch(/^400 invalid_/);
  });
});

describe("consent", () => {
  /** A token of the keen app, got by a person who ticks only `ticked`. */
  async function keenToken(userName: string, scope: string, ticked?: readonly string[]) {
    const who = await harness.signIn(userName);
    const { verifier, challenge } = newVerifier();
    const resource = scope === "openid" ? undefined : calendarAudience;
    const request = authorizationRequest(keen, challenge, { scope, resource });
    const options = ticked ? { scopes: ticked } : {};
    const { callback } = await walkAuthorization(harness, who, `/oauth2/authorize?${request}`, options);
    const answer = await tokenRequest(harness, keen, {
      grant_type: "authorization_code",
      code: callback.searchParams.get("code") ?? "",
      code_verifier: verifier,
      redirect_uri: keen.redirectUri,
      ...(resource ? { resource } : {}),
    });
    return { who, token: ((await answer.json()) as TokenAnswer).access_token };
  }

  it("is not got around by an app that exchanges its own token", async () => {
    const { token } = await keenToken("Own Exchange", "openid");
    expect(await errorOf(await exchange(token, { audience: calendarAudience }, keen))).toBe("400 invalid_scope");
    expect(await errorOf(await exchange(token, { audience: roomsAudience }, keen))).toBe("400 invalid_scope");
    const asked = { audience: calendarAudience, scope: "calendar:read" };
    expect(await errorOf(await exchange(token, asked, keen))).toBe("400 invalid_scope");
  });

  it("is not got around by an app that exchanges its own token twice", async () => {
    const who = await harness.signIn("Twice Exchange");
    const scope = "openid offline_access calendar:read";
    const { refresh_token = "" } = await obtainTokens(harness, who, keen, {
      scope,
      resource: calendarAudience,
      prompt: "consent",
    });
    const refresh = { grant_type: "refresh_token", refresh_token, resource: calendarAudience };
    const own = (await (await tokenRequest(harness, keen, refresh)).json()) as TokenAnswer;
    const first = await exchanged(own.access_token, { audience: calendarAudience }, keen);
    expect(await errorOf(await exchange(first.access_token, {}, keen))).toBe("400 invalid_scope");
    expect((await exchanged(first.access_token, { audience: calendarAudience }, keen)).scope).toBe("calendar:read");
  });

  it("that was given lets an app get narrower tokens, and nothing that was unticked", async () => {
    const scope = "openid calendar:read calendar:write";
    const { token } = await keenToken("Narrow Exchange", scope, ["openid", "calendar:read"]);
    const asked = { audience: calendarAudience, scope: "calendar:write" };
    expect(await errorOf(await exchange(token, asked, keen))).toBe("400 invalid_scope");
    expect((await exchanged(token, { audience: calendarAudience }, keen)).scope).toBe("calendar:read");
  });

  it("that was refused binds the APIs too, whatever they were entrusted with", async () => {
    const scope = "openid calendar:read rooms:read";
    const who = await harness.signIn("Refusing Person");
    const { verifier, challenge } = newVerifier();
    const request = authorizationRequest(keen, challenge, { scope });
    request.append("resource", calendarAudience);
    request.append("resource", roomsAudience);
    const { callback } = await walkAuthorization(harness, who, `/oauth2/authorize?${request}`, { scopes: ["openid"] });
    const answer = await tokenRequest(harness, keen, {
      grant_type: "authorization_code",
      code: callback.searchParams.get("code") ?? "",
      code_verifier: verifier,
      redirect_uri: keen.redirectUri,
      resource: calendarAudience,
    });
    const { access_token } = (await answer.json()) as TokenAnswer;
    expect(await introspectAs(calendarApi, access_token)).toMatchObject({ active: true });
    expect(await errorOf(await exchange(access_token))).toBe("400 invalid_scope");
    expect((await exchanged(access_token, { audience: notesAudience })).scope).toBe("notes:read");
  });

  it("of the first app is what counts along a chain of APIs, and its removal ends all of it", async () => {
    const { who, token } = await receivedToken("Chain Person");
    const first = await exchanged(token);
    const second = await exchanged(first.access_token, { audience: calendarAudience }, roomsApi);
    expect(second.scope).toBe("calendar:read");
    expect(await introspectAs(calendarApi, second.access_token)).toMatchObject({ active: true });
    const [app] = await harness.connectedApps.list(who.session);
    await harness.connectedApps.revoke(who.session, app?.id ?? "");
    expect(await introspectAs(calendarApi, second.access_token)).toEqual({ active: false });
  });
});

it("refuses for a disabled person", async () => {
  const { who, token } = await receivedToken("Alan Turing");
  await harness.accountControl.disable(who.session.userId);
  expect(await errorOf(await exchange(token))).toBe("400 invalid_request");
});

describe("a service's token", () => {
  const robotsToken = async (server = harness) => {
    const asked = { grant_type: "client_credentials", scope: "calendar:read", resource: calendarAudience };
    return ((await (await tokenRequest(server, robot, asked)).json()) as TokenAnswer).access_token;
  };

  it("is exchanged for the next API, which hears of the service and of who acts for it", async () => {
    const answer = await exchanged(await robotsToken());
    expect(answer).toMatchObject({ token_type: "Bearer", scope: "rooms:read" });
    expect(await introspectAs(roomsApi, answer.access_token)).toMatchObject({
      active: true,
      sub: "house-robot",
      client_id: "calendar-api",
      aud: roomsAudience,
      act: { sub: "calendar-api" },
    });
  });

  it("keeps the service as its subject along a chain, in JWTs as well", async () => {
    const second = await exchanged(
      (await exchanged(await robotsToken())).access_token,
      { audience: notesAudience },
      roomsApi,
    );
    const jwks = createRemoteJWKSet(new URL(`${harness.issuer}/oauth2/jwks`));
    const { payload } = await jwtVerify(second.access_token, jwks, { audience: notesAudience, typ: "at+jwt" });
    expect(payload).toMatchObject({
      sub: "house-robot",
      client_id: "rooms-api",
      act: { sub: "rooms-api", act: { sub: "calendar-api" } },
    });
  });

  it("is worth nothing to whom it isn't addressed, and gives no scope that the API isn't registered for", async () => {
    const token = await robotsToken();
    expect(await errorOf(await exchange(token, { audience: notesAudience }, roomsApi))).toBe("400 invalid_request");
    expect(await errorOf(await exchange(token, { scope: "rooms:write" }))).toBe("400 invalid_scope");
    expect(await errorOf(await exchange(token, { audience: calendarAudience }))).toBe("400 invalid_target");
  });

  it("of a service that the operator took out can't be exchanged any more, nor what it was exchanged for", async () => {
    const token = await robotsToken();
    const { access_token } = await exchanged(token);
    const config = { ...testConfig, clients: [...testConfig.clients, roomsApiSettings] };
    const server = await startAuthorizationServer(harness.database, config, { issuer: harness.issuer });
    const at = (client: RawClient, subject_token: string, audience: string) =>
      tokenRequest(server, client, {
        grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
        subject_token,
        subject_token_type: accessTokenType,
        audience,
      });
    expect(await errorOf(await at(calendarApi, token, roomsAudience))).toBe("400 invalid_request");
    expect(await errorOf(await at(roomsApi, access_token, notesAudience))).toBe("400 invalid_request");
    await server.close();
  });
});
