import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  basic,
  calendarAudience,
  type Harness,
  notesAudience,
  roomsAudience,
  startAuthorizationServer,
  testConfig,
} from "#tests/support/authorization-server-harness.ts";
import { buddy, obtainTokens, type RawClient, type TokenAnswer, tokenRequest } from "#tests/support/raw-client.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";

const calendarApi: RawClient = { clientId: "calendar-api", secret: "the secret of the calendar API", redirectUri: "" };
const roomsApi: RawClient = { clientId: "rooms-api", secret: "the secret of the rooms API", redirectUri: "" };
const accessTokenType = "urn:ietf:params:oauth:token-type:access_token";

let harness: Harness;
beforeAll(async () => {
  harness = await startAuthorizationServer(await openEmbeddedTestDatabase(), {
    ...testConfig,
    clients: [
      ...testConfig.clients,
      {
        clientId: roomsApi.clientId,
        clientSecret: roomsApi.secret ?? "",
        name: "Rooms API",
        grantTypes: ["client_credentials", "urn:ietf:params:oauth:grant-type:token-exchange"],
        scopes: ["notes:read"],
        resources: [notesAudience],
        introspects: [roomsAudience],
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

it("refuses for a disabled person", async () => {
  const { who, token } = await receivedToken("Alan Turing");
  await harness.accounts.disable(who.session.userId);
  expect(await errorOf(await exchange(token))).toBe("400 invalid_request");
});
