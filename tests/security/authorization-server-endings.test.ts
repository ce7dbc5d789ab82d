import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  basic,
  calendarAudience,
  type Harness,
  roomsAudience,
  startAuthorizationServer,
  testConfig,
} from "#tests/support/authorization-server-harness.ts";
import { type HeldQueries, holdQueries, writes } from "#tests/support/held-queries.ts";
import {
  authorizationRequest,
  buddy,
  introspect,
  newVerifier,
  obtainCode,
  obtainTokens,
  type RawClient,
  type TokenAnswer,
  tokenRequest,
} from "#tests/support/raw-client.ts";
import { eachDatabase } from "#tests/support/test-database.ts";
import { walkAuthorization } from "#tests/support/walk-authorization.ts";

const offline = { scope: "openid offline_access calendar:read", resource: calendarAudience };
const calendarApi: RawClient = { clientId: "calendar-api", secret: "the secret of the calendar API", redirectUri: "" };
const roomsApi = { clientId: "rooms-api", secret: "the secret of the rooms API" };

/** What ends tokens must also end those that a request under way is only about to write. */
eachDatabase("an end that overtakes a request under way", (open) => {
  let harness: Harness;
  let queries: HeldQueries;
  beforeAll(async () => {
    queries = holdQueries(await open());
    const rooms = { clientId: roomsApi.clientId, clientSecret: roomsApi.secret, name: "Rooms API", scopes: [] };
    harness = await startAuthorizationServer(queries.database, {
      ...testConfig,
      clients: [
        ...testConfig.clients,
        { ...rooms, grantTypes: ["client_credentials"], resources: [], introspects: [roomsAudience] },
      ],
    });
  });
  afterAll(() => harness.close());

  const answerOf = async (request: Promise<Response>) => (await (await request).json()) as TokenAnswer;
  const refresh = (token: string | undefined) =>
    answerOf(
      tokenRequest(harness, buddy, {
        grant_type: "refresh_token",
        refresh_token: token ?? "",
        resource: calendarAudience,
      }),
    );
  const redeem = (code: Awaited<ReturnType<typeof obtainCode>>) =>
    answerOf(tokenRequest(harness, buddy, { ...code, resource: calendarAudience }));
  const revoke = (token: string | undefined) =>
    harness.form("/oauth2/revoke", { token: token ?? "" }, basic(buddy.clientId, buddy.secret ?? ""));
  const exchange = (token: string) =>
    answerOf(
      tokenRequest(harness, calendarApi, {
        grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
        subject_token: token,
        subject_token_type: "urn:ietf:params:oauth:token-type:access_token",
        audience: roomsAudience,
      }),
    );
  const atRooms = async (token: string) =>
    (await harness.form("/oauth2/introspect", { token }, basic(roomsApi.clientId, roomsApi.secret))).json();
  const removeAccess = async (who: Awaited<ReturnType<Harness["signIn"]>>) => {
    const [app] = await harness.connectedApps.list(who.session);
    await harness.connectedApps.revoke(who.session, app?.id ?? "");
  };

  /** Nothing came of it, or nothing that works. */
  async function expectDead(answer: TokenAnswer): Promise<void> {
    if (answer.error !== undefined) return expect(answer.error).toBe("invalid_grant");
    expect(answer.access_token).toMatch(/^ptc_at_u/);
    expect(await introspect(harness, answer.access_token)).toEqual({ active: false });
    expect(await refresh(answer.refresh_token)).toMatchObject({ error: "invalid_grant" });
  }

  /** Runs `end` while what `start` issues is about to be written. */
  async function overtaken(model: string, start: () => Promise<TokenAnswer>, end: () => Promise<unknown>) {
    const held = queries.hold(writes(model));
    const answer = start();
    await held.reached;
    await end();
    held.release();
    return answer;
  }

  describe.each(["AccessToken", "RefreshToken"])("before its %s is written", (model) => {
    it("by the reuse of a refresh token ends what a thief's refresh gives", async () => {
      const stolen = await obtainTokens(harness, await harness.signIn(), buddy, offline);
      const second = await refresh(stolen.refresh_token);
      const third = await refresh(second.refresh_token);
      const theft = await overtaken(
        model,
        () => refresh(third.refresh_token),
        async () => expect(await refresh(stolen.refresh_token)).toMatchObject({ error: "invalid_grant" }),
      );
      await expectDead(theft);
    });

    it("by the reuse of a code ends what its first use gives", async () => {
      const code = await obtainCode(harness, await harness.signIn(), buddy, offline);
      const first = await overtaken(
        model,
        () => redeem(code),
        async () => expect(await redeem(code)).toMatchObject({ error: "invalid_grant" }),
      );
      await expectDead(first);
    });

    it("by a revocation ends what a refresh gives", async () => {
      const { refresh_token } = await obtainTokens(harness, await harness.signIn(), buddy, offline);
      const next = await overtaken(
        model,
        () => refresh(refresh_token),
        async () => expect((await revoke(refresh_token)).status).toBe(200),
      );
      await expectDead(next);
    });

    it("by the removal of access ends what a refresh gives", async () => {
      const who = await harness.signIn("Removing Person");
      const { refresh_token } = await obtainTokens(harness, who, buddy, offline);
      await expectDead(
        await overtaken(
          model,
          () => refresh(refresh_token),
          () => removeAccess(who),
        ),
      );
    });
  });

  it("by a narrower consent ends an access token that says more, written afterwards", async () => {
    const who = await harness.signIn("Narrowing Person");
    const wide = { scope: "openid offline_access calendar:read calendar:write", resource: calendarAudience };
    const { refresh_token } = await obtainTokens(harness, who, buddy, wide);
    const request = authorizationRequest(buddy, newVerifier().challenge, { ...wide, prompt: "consent" });
    const answer = await overtaken(
      "AccessToken",
      () => refresh(refresh_token),
      () =>
        walkAuthorization(harness, who, `/oauth2/authorize?${request}`, {
          scopes: ["openid", "offline_access", "calendar:read"],
        }),
    );
    expect(await introspect(harness, answer.access_token)).toEqual({ active: false });
    const next = await refresh(answer.refresh_token);
    expect(await introspect(harness, next.access_token)).toMatchObject({ active: true, scope: "calendar:read" });
  });

  describe("before an exchanged token is written", () => {
    it("by the removal of access ends it", async () => {
      const who = await harness.signIn("Exchanged Person");
      const { access_token } = await redeem(await obtainCode(harness, who, buddy, offline));
      const answer = await overtaken(
        "AccessToken",
        () => exchange(access_token),
        () => removeAccess(who),
      );
      expect(await atRooms(answer.access_token)).toEqual({ active: false });
    });

    it("by a revocation ends it", async () => {
      const { access_token, refresh_token } = await redeem(
        await obtainCode(harness, await harness.signIn(), buddy, offline),
      );
      const answer = await overtaken(
        "AccessToken",
        () => exchange(access_token),
        () => revoke(refresh_token),
      );
      expect(await atRooms(answer.access_token)).toEqual({ active: false });
    });
  });

  describe("of what a token was exchanged for", () => {
    it("ends with the revocation of the refresh token behind it", async () => {
      const { access_token, refresh_token } = await redeem(
        await obtainCode(harness, await harness.signIn(), buddy, offline),
      );
      const answer = await exchange(access_token);
      expect(await atRooms(answer.access_token)).toMatchObject({ active: true });
      await revoke(refresh_token);
      expect(await atRooms(answer.access_token)).toEqual({ active: false });
    });

    it("ends with the reuse of the code behind it", async () => {
      const code = await obtainCode(harness, await harness.signIn(), buddy, offline);
      const answer = await exchange((await redeem(code)).access_token);
      expect(await atRooms(answer.access_token)).toMatchObject({ active: true });
      expect(await redeem(code)).toMatchObject({ error: "invalid_grant" });
      expect(await atRooms(answer.access_token)).toEqual({ active: false });
    });
  });
});
