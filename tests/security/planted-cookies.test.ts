import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CookieBrowser } from "#tests/support/cookie-browser.ts";
import { type ForwardAuthWorld, startForwardAuthWorld } from "#tests/support/forward-auth-world.ts";
import {
  chooseAtProvider,
  createPortalWorld,
  ownForm,
  type PortalProcess,
  type PortalWorld,
} from "#tests/support/portal-world.ts";
import type { Answer } from "#tests/support/reverse-proxy.ts";

let world: PortalWorld;
let portal: PortalProcess;
let session: string;
beforeAll(async () => {
  world = await createPortalWorld({ scheme: "http" });
  portal = await world.start();
  session = `portico-${portal.port}`;
});
afterAll(() => world.close());

/** As a browser follows them, which gives up after about twenty. */
async function follow(
  browser: CookieBrowser,
  target: string,
): Promise<{ url: URL; status: number; text: string; hops: number }> {
  let url = new URL(target, world.publicUrl);
  for (let hops = 0; hops < 20; hops++) {
    const answer = await browser.fetch(url);
    const location = answer.headers.get("location");
    if (!location) return { url, status: answer.status, text: await answer.text(), hops };
    url = new URL(location, url);
    if (url.origin !== world.publicUrl) return { url, status: answer.status, text: "", hops };
  }
  throw new Error(`redirected for ever, at last to ${url}`);
}

const authorize = () =>
  `/oauth2/authorize?${new URLSearchParams({
    client_id: "calendar-buddy",
    redirect_uri: `${world.demo.urls.calendarBuddy}/callback`,
    response_type: "code",
    scope: "openid profile",
    state: "s",
    prompt: "consent",
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
  })}`;

describe("a second session cookie, planted for some paths only", () => {
  it.each([
    ["/account", "/account"],
    ["/account", "/account/sessions"],
    ["/account/activity", "/account/activity"],
    ["/connected-apps", "/connected-apps"],
    ["/sign-in", "/sign-in?return_to=/account&prompt=login"],
    ["/device", "/device"],
    ["/oauth2", "authorize"],
    ["/oauth2/authorize", "authorize"],
    ["/consent", "authorize"],
    ["/bff/login", "/bff/login?returnUrl=/account"],
    ["/sign-out", "/sign-out"],
    ["/playground", "/playground"],
  ])("at %s ends %s with a page that says what to do, and trying again works", async (path, start) => {
    const browser = await world.signIn(portal, "google", "ada");
    browser.store(`${session}=planted; Path=${path}`);
    const told = await follow(browser, start === "authorize" ? authorize() : start);
    expect(told.url.pathname).toBe("/error");
    expect(told.status).toBe(400);
    expect(told.text).toContain("Your browser sends a cookie twice");
    expect(told.text).toContain(session);
    expect(told.text).toContain(`delete the cookies (“site data”) of localhost:${portal.port}`);

    const again = /href="([^"]*)"[^>]*>Try again</.exec(told.text)?.[1]?.replaceAll("&amp;", "&") ?? "/";
    const after = await follow(browser, again);
    expect(after.url.pathname).not.toBe("/error");
    expect(after.status).toBeLessThan(400);
    expect(browser.names().filter((name) => name === session)).toHaveLength(1);
    expect(await (await browser.fetch("/account")).text()).toContain("Ada Lovelace");
  });

  it("is named in German too", async () => {
    const browser = await world.signIn(portal, "google", "ada");
    browser.store(`${session}=planted; Path=/account`);
    const answer = await browser.fetch("/account");
    const page = await browser.fetch(answer.headers.get("location") ?? "", { headers: { "accept-language": "de" } });
    expect(await page.text()).toContain("Ihr Browser sendet ein Cookie doppelt");
  });

  it("ends also where the browser deletes nothing", async () => {
    const browser = await world.signIn(portal, "google", "ada");
    const good = browser.cookieHeader("/") ?? "";
    for (let tries = 0; tries < 3; tries++) {
      const answer = await fetch(`${portal.address}/account`, {
        redirect: "manual",
        headers: { cookie: `${session}=planted; ${good}`, accept: "text/html" },
      });
      expect(answer.headers.get("location")).toMatch(/^\/error\?code=cookie_doubled&/);
    }
  });

  it("leaves a frontend's calls at 401, and takes the copy away", async () => {
    const browser = await world.signIn(portal, "google", "ada");
    browser.store(`${session}=planted; Path=/bff/user`);
    const headers = { accept: "application/json", "x-csrf": "1" };
    expect((await browser.fetch("/bff/user", { headers })).status).toBe(401);
    expect((await browser.fetch("/bff/user", { headers })).status).toBe(200);
  });

  it("at the provider's way back signs nobody in, and is gone at the next try", async () => {
    const browser = await world.signIn(portal, "google", "ada");
    browser.store(`${session}=planted; Path=/api`);
    const begun = await browser.fetch("/api/auth/signin/google", ownForm(world.publicUrl));
    expect(begun.headers.get("location")).toContain("code=cookie_doubled");
    const second = await browser.fetch("/api/auth/signin/google", ownForm(world.publicUrl));
    const callback = await chooseAtProvider(second.headers.get("location") ?? "", { person: "grace" });
    expect((await browser.fetch(callback)).headers.get("location")).toBe("/");
  });
});

describe("another cookie of ours, planted", () => {
  it("as the request's of an app: the page says so, and the app's next request works", async () => {
    const browser = await world.signIn(portal, "google", "ada");
    browser.store("portico-interaction=planted; Path=/consent");
    const told = await follow(browser, authorize());
    expect(told.text).toContain("portico-interaction");
    expect(browser.names()).not.toContain("portico-interaction");
    const again = await follow(browser, authorize());
    expect(again.url.pathname).toMatch(/^\/consent\//);
    expect(again.status).toBe(200);
  });

  it.each(["portico-theme=x", "portico-last-provider=<x>", "portico-receipt=x.y.z"])(
    "as %s changes nothing",
    async (cookie) => {
      const browser = await world.signIn(portal, "google", "ada");
      browser.store(`${cookie}; Path=/account`);
      expect((await follow(browser, "/account")).status).toBe(200);
    },
  );

  it("as so many that the head is too large: a page, without which the browser works again", async () => {
    const browser = await world.signIn(portal, "google", "ada");
    for (let count = 0; count < 20; count++) browser.store(`${session}-sign-in-${count}=${"x".repeat(1_000)}; Path=/`);
    const answer = await exchange(
      `GET /account HTTP/1.1\r\nHost: localhost\r\nAccept-Language: de\r\nCookie: ${browser.cookieHeader("/account")}\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(answer).toContain("Ihr Browser sendet zu viel");
    expect(answer).toContain(`localhost:${portal.port}`);
    for (const [, cookie] of answer.matchAll(/^Set-Cookie: (.*)\r$/gm)) browser.store(cookie ?? "");
    expect((await follow(browser, "/account")).text).toContain("Ada Lovelace");
  });

  it.each(["/account", "/error?code=internal_error&ref=x"])(
    "as more than the portal has: a page at %s, not a redirect",
    async (path) => {
      const browser = await world.signIn(portal, "google", "ada");
      for (let count = 0; count < 70; count++) browser.store(`${session}-sign-in-${count}=x; Path=/`);
      const answer = await browser.fetch(path);
      expect(answer.status).toBe(431);
      expect(await answer.text()).toContain("Your browser sends too much");
      expect((await follow(browser, "/account")).text).toContain("Ada Lovelace");
    },
  );

  it("as others' cookies on this host: a page that says what to delete", async () => {
    const cookies = Array.from({ length: 20 }, (_, n) => `other-${n}=${"x".repeat(1_000)}`).join("; ");
    const answer = await exchange(`GET / HTTP/1.1\r\nHost: localhost\r\nCookie: ${cookies}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(answer).toContain("delete the cookies (“site data”)");
    expect(answer).not.toContain("Set-Cookie");
  });
});

describe("a copy of the cookie for an app behind forward auth", () => {
  let forward: ForwardAuthWorld;
  beforeAll(async () => {
    forward = await startForwardAuthWorld();
  });
  afterAll(() => forward.close());

  const deleted = ({ headers }: Answer) =>
    [headers["set-cookie"] ?? []].flat().map((cookie) => /Path=([^;]*);.*Max-Age=0/.exec(cookie)?.[1]);

  it("is deleted where the proxy sends the browser to sign in: else it would come back for ever", async () => {
    const cookie = forward.cookieOf(forward.vault.add("s1"));
    const page = { accept: "text/html" };
    const refused = await forward.get("/oauth2/auth", { ...page, cookie: `${cookie}; ${cookie}x` });
    expect(refused.status).toBe(401);
    const started = await forward.get("/oauth2/start?rd=/wiki/page", { ...page, cookie });
    expect(started.headers.location).toBe("/wiki/page");
    expect(deleted(started)).toEqual(["/wiki", "/wiki/", "/wiki/page", "/wiki/page/"]);
  });

  it("is deleted also where /oauth2/auth leads there by itself", async () => {
    const cookie = forward.cookieOf(forward.vault.add("s2"));
    const headers = { accept: "text/html", "x-forwarded-uri": "/wiki/page", cookie: `${cookie}; ${cookie}x` };
    expect(deleted(await forward.get("/oauth2/auth?redirect=1", headers))).toContain("/wiki");
  });

  it("is not looked for where nobody is signed in", async () => {
    expect(deleted(await forward.get("/oauth2/start?rd=/wiki/page", { accept: "text/html" }))).toEqual([]);
  });
});

/** fetch would not send such a head. */
function exchange(request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(portal.address).port), "localhost", () => socket.write(request));
    let answer = "";
    socket.on("data", (chunk: Buffer) => {
      answer += chunk.toString("utf8");
    });
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
  });
}
