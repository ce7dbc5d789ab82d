import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { longestCarried } from "#server/sessions/kept-return-paths.ts";
import {
  type Harness,
  type SignedIn,
  startAuthorizationServer,
  testConfig,
} from "#tests/support/authorization-server-harness.ts";
import { authorizationRequest, buddy, newVerifier, type RawClient } from "#tests/support/raw-client.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";

const home: RawClient = { clientId: "at-home", redirectUri: "https://home.example/callback", secret: undefined };
const phone: RawClient = { clientId: "phone", redirectUri: "com.example.phone:/callback", secret: undefined };
const cli: RawClient = { clientId: "phone", redirectUri: "http://127.0.0.1:51004/callback", secret: undefined };

let harness: Harness;
beforeAll(async () => {
  harness = await startAuthorizationServer(await openEmbeddedTestDatabase(), {
    ...testConfig,
    clients: [
      ...testConfig.clients,
      {
        clientId: home.clientId,
        name: "At Home",
        redirectUris: [home.redirectUri],
        clientUri: "https://home.example/start",
      },
      {
        clientId: phone.clientId,
        name: "Phone",
        applicationType: "native",
        redirectUris: [phone.redirectUri, "http://127.0.0.1/callback"],
      },
    ],
  });
});
afterEach(() => void vi.useRealTimers());
afterAll(async () => {
  await harness.close();
  await harness.database.close();
});

/** The clock alone: what waits for the network goes on. */
function passMinutes(minutes: number): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + minutes * 60_000 });
}

/** Sends an app's request; answers where the browser is sent: the request's page. */
async function ask(who: Pick<SignedIn, "browser">, client: RawClient, change: Record<string, string> = {}) {
  const { challenge } = newVerifier();
  const answer = await who.browser.fetch(`/oauth2/authorize?${authorizationRequest(client, challenge, change)}`);
  const page = answer.headers.get("location") ?? "";
  expect(page).toMatch(/^\/consent\//);
  return page;
}
const signedOut = () => ({ browser: harness.newBrowser() });
const behind = (page: string) => harness.server.consent.appBehind(page);
const uidOf = (page: string) => /^\/consent\/([^?]+)/.exec(page)?.[1] ?? "";

describe("an app whose request is gone", () => {
  it.each([31, 62, 23 * 60])("is known for %d minutes, and so is the way back to it", async (minutes) => {
    const who = signedOut();
    const page = await ask(who, home);
    expect(await behind(page)).toEqual({ name: "At Home", alive: true, href: "https://home.example/start" });
    passMinutes(minutes);
    const opened = harness.server.consent.open(uidOf(page), who.browser.cookieHeader(page), null);
    await expect(opened).rejects.toMatchObject({ code: "interaction_expired" });
    expect(await behind(page)).toEqual({ name: "At Home", alive: false, href: "https://home.example/start" });
  });

  it("without a home page hears at its registered address that nothing came of it (RFC 6749 §4.1.2.1)", async () => {
    const page = await ask(signedOut(), buddy, { state: "a state & more" });
    passMinutes(62);
    const { href = "" } = (await behind(page)) ?? {};
    const { origin, pathname, searchParams } = new URL(href);
    expect(origin + pathname).toBe(buddy.redirectUri);
    expect(Object.fromEntries(searchParams)).toEqual({
      error: "access_denied",
      error_description: "the sign-in was not completed",
      state: "a state & more",
      iss: harness.issuer,
    });
  });

  it.each([phone, cli])("at $redirectUri, of a native app, too", async (client) => {
    const page = await ask(signedOut(), client);
    passMinutes(62);
    expect((await behind(page))?.href).toMatch(`${client.redirectUri}?error=access_denied&`);
  });

  it.each([
    ["form_post", { response_mode: "form_post" }],
    ["fragment", { response_mode: "fragment" }],
    ["a state that is too long to carry along", { state: "x".repeat(1_000) }],
  ])("is named without a link for %s", async (_name, change) => {
    const page = await ask(signedOut(), buddy, change);
    expect(page.length).toBeLessThan(1_200);
    passMinutes(62);
    expect(await behind(page)).toEqual({ name: "Calendar Buddy", alive: false, href: undefined });
  });

  it.each([
    ["short", "x".repeat(40)],
    ["long", "x".repeat(560)],
    ["of JSON", JSON.stringify(Array.from({ length: 120 }, () => "x"))],
    ["of other letters", "ж".repeat(400)],
    ["beyond all", "x".repeat(2_000)],
  ])("has a page that a sign-in carries along whole, for a state that is %s", async (_name, state) => {
    const page = await ask(signedOut(), buddy, { state, ui_locales: "de-AT de" });
    // A longer one is kept on the server, and the sign-in page knows neither the app nor where its answer goes.
    expect(page.length).toBeLessThanOrEqual(longestCarried);
    expect(await behind(page)).toMatchObject({ name: "Calendar Buddy", alive: true });
  });

  it("is the same for a request that was answered", async () => {
    const who = await harness.signIn("Ada Lovelace");
    const page = await ask(who, home);
    const cookies = who.browser.cookieHeader(page);
    const step = await harness.server.consent.open(uidOf(page), cookies, who.session);
    if (step.kind !== "ask") throw new Error(step.kind);
    const decision = { allow: false, scopes: [], formToken: step.view.formToken };
    await harness.server.consent.decide(uidOf(page), cookies, who.session, decision);
    expect(await behind(page)).toMatchObject({ name: "At Home", alive: false });
  });

  it("keeps the language that it asked for", async () => {
    const page = await ask(signedOut(), home, { ui_locales: "de" });
    expect(new URL(page, harness.issuer).searchParams.get("ui_locales")).toBe("de");
    passMinutes(62);
    expect(await behind(page)).toMatchObject({ name: "At Home" });
  });

  it("is forgotten after a day", async () => {
    const page = await ask(signedOut(), home);
    passMinutes(24 * 60 + 1);
    expect(await behind(page)).toBeUndefined();
  });
});

describe("a note that names an app", () => {
  it.each<[string, (page: string) => string]>([
    ["altered", (page) => page.replace(/.$/, (last) => (last === "A" ? "B" : "A"))],
    ["of another request", (page) => page.replace(/^\/consent\/[^?]+/, "/consent/unknown-unknown-unknown-x")],
    ["repeated", (page) => page.replace("app=", "app=x&app=")],
    ["missing", (page) => page.replace(/\?.*/, "")],
    ["at another page", (page) => page.replace("/consent/", "/elsewhere/")],
  ])("%s names none", async (_name, change) => {
    const page = await ask(signedOut(), home);
    passMinutes(62);
    expect(await behind(change(page))).toBeUndefined();
  });
});
