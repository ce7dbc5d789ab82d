import { afterAll, beforeAll, expect, it } from "vitest";
import {
  calendarAudience,
  type Harness,
  type SignedIn,
  startAuthorizationServer,
  testConfig,
} from "#tests/support/authorization-server-harness.ts";
import {
  authorizationRequest,
  buddy,
  introspect,
  newVerifier,
  obtainTokens,
  type TokenAnswer,
  tokenRequest,
} from "#tests/support/raw-client.ts";
import { eachDatabase } from "#tests/support/test-database.ts";
import { walkAuthorization } from "#tests/support/walk-authorization.ts";

const everything = {
  scope: "openid email offline_access calendar:read calendar:write",
  resource: calendarAudience,
  prompt: "consent",
};

eachDatabase("a person who takes one scope back at the next question", (open) => {
  let harness: Harness;
  /** Where an API asks: another process, which remembers what it was told. */
  let sibling: Harness;
  beforeAll(async () => {
    const database = await open();
    harness = await startAuthorizationServer(database);
    sibling = await startAuthorizationServer(database, testConfig, { issuer: harness.issuer });
  });
  afterAll(async () => {
    await sibling.close();
    await harness.close();
  });

  const refresh = async (token: string | undefined, more: Record<string, string> = {}) => {
    const body = { grant_type: "refresh_token", refresh_token: token ?? "", ...more };
    return (await (await tokenRequest(harness, buddy, body)).json()) as TokenAnswer;
  };

  /** Connected with everything, and asked again: what is ticked then. */
  async function answerAgain(who: SignedIn, scopes: readonly string[], change = everything): Promise<void> {
    const request = authorizationRequest(buddy, newVerifier().challenge, change);
    const walk = await walkAuthorization(harness, who, `/oauth2/authorize?${request}`, { scopes });
    expect([walk.asked.length, walk.callback.searchParams.get("error")]).toEqual([1, null]);
  }

  const scopesOf = async (who: SignedIn) =>
    (await harness.connectedApps.list(who.session))[0]?.scopes.map(({ name }) => name).sort();

  it("ends the wider access tokens at once, and the app's next refresh gets what is left", async () => {
    const who = await harness.signIn();
    const first = await obtainTokens(harness, who, buddy, everything);
    const wide = await refresh(first.refresh_token, { resource: calendarAudience });
    // Twice, so that the second answer is a remembered one.
    for (let time = 0; time < 2; time++) {
      expect(await introspect(sibling, wide.access_token)).toMatchObject({ scope: "calendar:read calendar:write" });
    }

    await answerAgain(who, ["email"]);
    expect(await introspect(sibling, wide.access_token)).toEqual({ active: false });
    const narrow = await refresh(wide.refresh_token, { resource: calendarAudience });
    expect(narrow.scope).toBe("calendar:read");
    expect(await introspect(sibling, narrow.access_token)).toMatchObject({ active: true, scope: "calendar:read" });
    expect(await scopesOf(who)).toEqual(["calendar:read", "email", "offline_access", "openid"]);
  });

  it("can't be outwitted by asking for it in a refresh", async () => {
    const who = await harness.signIn("Grace Hopper");
    const { refresh_token } = await obtainTokens(harness, who, buddy, everything);
    await answerAgain(who, ["calendar:write"]);
    const again = await refresh(refresh_token, { scope: "openid email" });
    expect(again.scope).toBe("openid");
    const userinfo = await fetch(`${harness.issuer}/oauth2/userinfo`, {
      headers: { authorization: `Bearer ${again.access_token}` },
    });
    expect(await userinfo.json()).not.toHaveProperty("email");
  });

  it("is not asked again for what was taken back, and keeps what no question touched", async () => {
    const who = await harness.signIn("Alan Turing");
    await obtainTokens(harness, who, buddy, everything);
    await answerAgain(who, []);
    const request = authorizationRequest(buddy, newVerifier().challenge, { ...everything, prompt: undefined });
    expect((await walkAuthorization(harness, who, `/oauth2/authorize?${request}`)).asked).toEqual([]);

    // A question about something else leaves what was given and what was refused as it was.
    await answerAgain(who, [], { ...everything, scope: "openid profile", prompt: "consent" });
    expect(await scopesOf(who)).toEqual(["calendar:read", "offline_access", "openid", "profile"]);
  });

  it("leaves tokens alone that say no more than what is still allowed", async () => {
    const who = await harness.signIn("Barbara Liskov");
    const first = await obtainTokens(harness, who, buddy, everything);
    const wide = await refresh(first.refresh_token, { resource: calendarAudience });
    await answerAgain(who, ["email", "calendar:write"]);
    expect(await introspect(sibling, wide.access_token)).toMatchObject({ scope: "calendar:read calendar:write" });
  });
});
