import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Harness,
  type SignedIn,
  startAuthorizationServer,
  testConfig,
} from "#tests/support/authorization-server-harness.ts";
import { confirmSignOut } from "#tests/support/confirm-sign-out.ts";
import { buddy, obtainTokens, type RawClient } from "#tests/support/raw-client.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";

const framed = (name: string): RawClient => ({
  clientId: name,
  redirectUri: `https://${name}.example/callback`,
  secret: `the secret of ${name}`,
});
const one = framed("one");
const two = framed("two");
const many = Array.from({ length: 14 }, (_, number) => framed(`many-${number}`));
const after = "https://one.example/bye";

let harness: Harness;
beforeAll(async () => {
  const client = ({ clientId, secret, redirectUri }: RawClient, more: object = {}) => ({
    clientId,
    clientSecret: secret ?? "",
    name: clientId,
    redirectUris: [redirectUri],
    frontchannelLogoutUri: `https://${clientId}.example/logout?keep=this`,
    scopes: ["openid"],
    firstParty: true,
    ...more,
  });
  harness = await startAuthorizationServer(await openEmbeddedTestDatabase(), {
    ...testConfig,
    dynamicRegistration: { initialAccessTokens: ["an-initial-access-token-for-tests"] },
    clients: [
      ...testConfig.clients,
      client(one, { postLogoutRedirectUris: [after] }),
      client(two),
      ...many.map((app) => client(app)),
    ],
  });
});
afterAll(async () => {
  await harness.close();
  await harness.database.close();
});

async function signInTo(who: SignedIn, client: RawClient): Promise<{ idToken: string; sid: unknown }> {
  const { id_token: idToken = "" } = await obtainTokens(harness, who, client, { scope: "openid" });
  return { idToken, sid: decodeJwt(idToken)["sid"] };
}
const endSession = async (who: SignedIn, params: Record<string, string>) => {
  const answer = await who.browser.fetch(`/oauth2/end-session?${new URLSearchParams(params)}`);
  return answer.headers.get("location") ?? "";
};
const view = (target: string) => harness.server.frontchannel.view(target);
const frame = (name: string, sid: unknown) => ({
  name,
  src: `https://${name}.example/logout?${new URLSearchParams({ keep: "this", iss: harness.issuer, sid: String(sid) })}`,
});

describe("the page after a sign-out (Front-Channel Logout 1.0)", () => {
  it("shows each app that the session signed in to, with iss and the sid of its own ID token", async () => {
    const who = await harness.signIn("Ada Lovelace");
    const first = await signInTo(who, one);
    const second = await signInTo(who, two);
    await signInTo(who, buddy);
    expect(first.sid).not.toBe(second.sid);
    const page = await endSession(who, { id_token_hint: first.idToken, post_logout_redirect_uri: after, state: "s" });
    expect(page).toMatch(/^\/sign-out\?after=/);
    expect(await view(page)).toEqual({
      frames: [frame("one", first.sid), frame("two", second.sid)],
      left: 0,
      continueTo: `${after}?state=s`,
    });
    expect(await harness.vault.isLive(who.session.id)).toBe(false);
  });

  it("shows none of another session's apps, though it is the same person's", async () => {
    const phone = await harness.signIn("Grace Hopper");
    await signInTo(phone, two);
    const laptop = await harness.signIn("Grace Hopper");
    const { idToken, sid } = await signInTo(laptop, one);
    expect((await view(await endSession(laptop, { id_token_hint: idToken })))?.frames).toEqual([frame("one", sid)]);
  });

  it("comes after the person's own yes as well, in the language that the app asked for", async () => {
    const who = await harness.signIn("Alan Turing");
    const { sid } = await signInTo(who, one);
    const question = await endSession(who, { client_id: "one", ui_locales: "de" });
    expect(question).toMatch(/^\/sign-out\/app\?/);
    const page = await confirmSignOut(harness, who.browser, question);
    expect(new URL(page, harness.issuer).searchParams.get("ui_locales")).toBe("de");
    expect(await view(page)).toMatchObject({ frames: [frame("one", sid)], continueTo: undefined });
  });

  it("isn't needed where no app hears by frames: the browser goes on at once", async () => {
    const who = await harness.signIn("Radia Perlman");
    const { idToken } = await signInTo(who, buddy);
    const target = { id_token_hint: idToken, post_logout_redirect_uri: "https://buddy.example/" };
    expect(await endSession(who, target)).toBe("https://buddy.example/");
  });

  it("tells twelve apps at most, and says how many are left", async () => {
    const who = await harness.signIn("Lynn Conway");
    const tokens: string[] = [];
    for (const app of many) tokens.push((await signInTo(who, app)).idToken);
    const page = await endSession(who, { id_token_hint: tokens[0] ?? "" });
    const shown = await view(page);
    expect(shown?.frames).toHaveLength(12);
    expect(shown?.left).toBe(2);
    expect(page.length).toBeLessThan(3_000);
  });

  it.each<[string, (page: string) => string]>([
    ["altered", (page) => page.replace(/.$/, (last) => (last === "A" ? "B" : "A"))],
    ["missing", () => "/sign-out"],
    ["doubled", (page) => `${page}&after=x`.replace("after=", "after=y&after=")],
    ["at another page", (page) => page.replace("/sign-out", "/sign-out/app")],
  ])("frames nothing for a note that is %s", async (_name, change) => {
    const who = await harness.signIn("Edsger Dijkstra");
    const { idToken } = await signInTo(who, one);
    expect(await view(change(await endSession(who, { id_token_hint: idToken })))).toBeUndefined();
  });
});

describe("an app that registers for front-channel logout", () => {
  const register = async (metadata: object) => {
    const answer = await fetch(`${harness.url}/oauth2/register`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer an-initial-access-token-for-tests" },
      body: JSON.stringify({ client_name: "Notes", redirect_uris: ["https://notes.example/callback"], ...metadata }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, string> };
  };

  it("is told as the operator's are", async () => {
    const uri = "https://notes.example/logout";
    const { status, body } = await register({
      frontchannel_logout_uri: uri,
      frontchannel_logout_session_required: true,
    });
    expect([status, body["frontchannel_logout_uri"], body["frontchannel_logout_session_required"]]).toEqual([
      201,
      uri,
      true,
    ]);
    const notes = {
      clientId: body["client_id"] ?? "",
      redirectUri: "https://notes.example/callback",
      secret: body["client_secret"],
    };
    const who = await harness.signIn("Barbara Liskov");
    const { idToken, sid } = await signInTo(who, notes);
    const shown = await view(await endSession(who, { id_token_hint: idToken }));
    expect(shown?.frames).toEqual([
      { name: "Notes", src: `${uri}?${new URLSearchParams({ iss: harness.issuer, sid: String(sid) })}` },
    ]);
  });

  it.each([
    "https://elsewhere.example/logout",
    "https://notes.example:8443/logout",
    "javascript:alert(1)",
    "https://notes.example/x#y",
    7,
  ])("is refused with an address that isn't beside a redirect address: %s", async (uri) => {
    const { status, body } = await register({ frontchannel_logout_uri: uri });
    expect([status, body["error"]]).toEqual([400, "invalid_client_metadata"]);
    expect(body["error_description"]).toContain("frontchannel_logout_uri");
  });
});

it("is announced by discovery", async () => {
  const metadata = await (await fetch(`${harness.url}/.well-known/openid-configuration`)).json();
  expect(metadata).toMatchObject({ frontchannel_logout_supported: true, frontchannel_logout_session_supported: true });
});
