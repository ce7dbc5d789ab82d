import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { personChangedChannel } from "#server/accounts/person/person-changes.ts";
import type { Database } from "#server/database/database.ts";
import {
  basic,
  type Harness,
  type SignedIn,
  startAuthorizationServer,
  testConfig,
} from "#tests/support/authorization-server-harness.ts";
import {
  authorizationRequest,
  buddy,
  newVerifier,
  obtainCode,
  type TokenAnswer,
  tokenRequest,
} from "#tests/support/raw-client.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";
import { walkAuthorization } from "#tests/support/walk-authorization.ts";

const onlyAda = { emails: ["ada@example.com"] };
const config = {
  ...testConfig,
  providers: [{ id: "google", clientId: "portal", issuer: "https://accounts.example" }],
  roles: { planner: {} },
  clients: testConfig.clients.map((client) => ({
    ...client,
    ...(["calendar-buddy", "house-app", "tv-guide"].includes(client.clientId)
      ? { allow: { ...onlyAda, roles: ["planner"] } }
      : {}),
  })),
};

let database: Database;
let harness: Harness;
let ada: SignedIn;
let grace: SignedIn;
beforeAll(async () => {
  database = await openEmbeddedTestDatabase();
  harness = await startAuthorizationServer(database, config);
});
afterAll(() => harness.close());
beforeEach(async () => {
  ada = await harness.signIn("Ada Lovelace");
  grace = await harness.signIn("Grace Hopper");
});

const request = (client = buddy, change: Record<string, string> = {}) =>
  `/oauth2/authorize?${authorizationRequest(client, newVerifier().challenge, change)}`;
const houseApp = { clientId: "house-app", redirectUri: "https://house.example/callback", secret: undefined };
const setEmail = (email: string) =>
  database.execute("UPDATE identities SET email = $1 WHERE subject = 'Grace Hopper'", [email]);

it("a person whom an app's allow names gets a code, and another one a page that says so", async () => {
  const { callback } = await walkAuthorization(harness, ada, request());
  expect(callback.searchParams.get("code")).toBeTruthy();
  await expect(walkAuthorization(harness, grace, request())).rejects.toMatchObject({
    code: "app_not_allowed",
    refusal: { rule: "allow", setting: "clients[calendar-buddy].allow" },
  });
});

it("a request that may show no page is answered with access_denied", async () => {
  const { callback } = await walkAuthorization(harness, grace, request(buddy, { prompt: "none" }));
  expect(callback.origin + callback.pathname).toBe(buddy.redirectUri);
  expect(callback.searchParams.get("error")).toBe("access_denied");
});

it("an app that asks no question is granted nothing for a person who may not use it", async () => {
  await expect(walkAuthorization(harness, grace, request(houseApp))).rejects.toMatchObject({ code: "app_not_allowed" });
  expect(await database.prisma.appGrant.count({ where: { userId: grace.session.userId } })).toBe(0);
});

it("the page goes on with another account in the same browser", async () => {
  await expect(walkAuthorization(harness, grace, request())).rejects.toMatchObject({ code: "app_not_allowed" });
  const again = await harness.signIn("Ada Lovelace", grace);
  const { callback } = await walkAuthorization(harness, again, request());
  expect(callback.searchParams.get("code")).toBeTruthy();
});

it("the person's role lets them in too, as soon as it is assigned", async () => {
  const { userId } = grace.session;
  await database.prisma.roleAssignment.create({ data: { userId, role: "planner", assignedBy: "operator" } });
  const planner = await harness.signIn("Grace Hopper");
  const { callback } = await walkAuthorization(harness, planner, request());
  expect(callback.searchParams.get("code")).toBeTruthy();
  await database.prisma.roleAssignment.deleteMany();
});

it("a device can't be allowed by such a person", async () => {
  const answer = await harness.form("/oauth2/device_authorization", { client_id: "tv-guide", scope: "openid" });
  const { user_code: code } = (await answer.json()) as { user_code: string };
  await expect(harness.server.device.open(grace.session, code)).rejects.toMatchObject({ code: "app_not_allowed" });
  expect(await harness.server.device.open(ada.session, code)).toMatchObject({ client: { clientId: "tv-guide" } });
});

it("codes and tokens count no more once the person may not use the app, refresh and userinfo included", async () => {
  const friend = await harness.signIn("Grace Hopper");
  await setEmail("ada@example.com");
  await database.notify.publish(personChangedChannel, friend.session.userId);
  const scope = "openid profile offline_access";
  const code = await obtainCode(harness, friend, buddy, { scope, prompt: "consent" });
  const late = await obtainCode(harness, friend, buddy, { scope });
  const tokens = (await (await tokenRequest(harness, buddy, code)).json()) as TokenAnswer;
  const own = basic("calendar-buddy", buddy.secret ?? "");
  const active = async () => {
    const answer = await harness.form("/oauth2/introspect", { token: tokens.access_token }, own);
    return ((await answer.json()) as { active: boolean }).active;
  };
  expect(await active()).toBe(true);
  await setEmail("grace@example.com");
  await database.notify.publish(personChangedChannel, friend.session.userId);
  expect(await active()).toBe(false);
  const refresh = await tokenRequest(harness, buddy, {
    grant_type: "refresh_token",
    refresh_token: tokens.refresh_token ?? "",
  });
  expect([refresh.status, ((await refresh.json()) as TokenAnswer).error]).toEqual([400, "invalid_grant"]);
  const userinfo = await fetch(`${harness.url}/oauth2/userinfo`, {
    headers: { authorization: `Bearer ${tokens.access_token}` },
  });
  expect(userinfo.status).toBe(401);
  expect((await tokenRequest(harness, buddy, late)).status).toBe(400);
});
