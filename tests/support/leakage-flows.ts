import { expect } from "vitest";
import { connectApp, isActive, removeAccess, tokenRequest } from "./connect-app.ts";
import type { LeakageWalk } from "./leakage-walk.ts";
import { findForm } from "./page-form.ts";
import { ownForm } from "./portal-world.ts";
import type { RecordingBrowser } from "./recording-browser.ts";

const frontend = { accept: "application/json", "x-csrf": "1" };

async function pages(browser: RecordingBrowser): Promise<void> {
  const list = await (await browser.fetch("/connected-apps")).text();
  const app = /\/connected-apps\/[0-9a-f-]{36}/.exec(list)?.[0];
  const account = ["/account", "/account/sessions", "/account/activity", "/account/sign-in-methods"];
  const others = ["/", "/playground", "/sign-in", "/sign-out", "/device", "/error?code=sign_in_failed", "/nowhere"];
  for (const path of [...account, ...others, ...(app ? [app, `${app}?remove`] : [])]) {
    await browser.fetch(path);
    const payload = await browser.fetch(path, { headers: { rsc: "1" } });
    // Next sends the client to an address that caches keep apart.
    if (payload.status === 307) await browser.fetch(payload.headers.get("location") ?? "", { headers: { rsc: "1" } });
  }
}

/** Signing in with each provider, API calls of every kind, every page, signing out, and a token that ends. */
export async function walkApis(walk: LeakageWalk): Promise<void> {
  const { world, portal } = walk;
  const { controls } = world.demo;
  for (const provider of ["google", "microsoft-entra-id", "github"]) {
    const browser = walk.newBrowser();
    const { callback } = await walk.signIn(browser, provider, { person: "ada" });
    const name = provider === "microsoft-entra-id" ? "microsoft" : provider;
    const calls = ["demo/me", "demo/echo", "tap/x", "tap/refuse", "robots/x", "mirror/x", "mirror/refuse", "nothing/x"];
    const user = { google: "userinfo", microsoft: "me", github: "user" }[name];
    for (const path of [...calls, `${name}/${user}`]) await browser.fetch(`/bff/api/${path}`, { headers: frontend });
    for (const path of ["/bff/user", "/bff/diagnostics", "/oauth2/auth", "/oauth2/userinfo", callback]) {
      await browser.fetch(path, { headers: frontend });
    }
    await pages(browser);
    if (provider === "github") {
      await browser.fetch("/bff/logout", { method: "POST", headers: { ...frontend, origin: portal.url } });
    } else {
      const form = findForm(await (await browser.fetch("/sign-out")).text(), "/sign-out");
      await browser.fetch(form.action, ownForm(portal.url, form.fields));
      await browser.fetch("/sign-out");
    }
    await browser.fetch("/bff/user", { headers: frontend });
  }
  // Near its end: refreshed well, then with a failure, then refused.
  controls.adjust("microsoft", { accessTokenSeconds: 30, refreshRotation: "single-use" });
  const browser = walk.newBrowser();
  await walk.signIn(browser, "microsoft-entra-id", { person: "grace" });
  const me = () => browser.fetch("/bff/api/microsoft/me", { headers: frontend });
  await me();
  controls.fail("microsoft", "token", { status: 503 }, 1);
  await me();
  controls.adjust("microsoft", { refusesRefreshOf: new Set(["grace"]) });
  await me();
  controls.reset();
}

/** Calendar Buddy from refusal to removal, then an app that does what a decent one does not. */
export async function walkApps(walk: LeakageWalk): Promise<void> {
  const { world, portal, sentinels } = walk;
  const browser = walk.newBrowser();
  const buddy = walk.newBuddyBrowser();
  const press = (path: string) => buddy.fetch(path, ownForm(world.demo.urls.calendarBuddy));
  await walk.signIn(browser, "google", { person: "ada" });
  expect(await walk.connectBuddy(browser, buddy, "deny")).toBe("/cancelled");
  expect(await walk.connectBuddy(browser, buddy, "allow")).toBe("/");
  await press("/refresh");
  await buddy.fetch("/");
  await pages(browser);
  await press("/disconnect");
  await walk.connectBuddy(browser, buddy, "allow");
  await removeAccess(world, browser);
  await browser.fetch("/connected-apps/removed");
  await press("/refresh");

  // By hand, for what a decent app doesn't do: used codes and refresh tokens, wrong secrets, tokens in wrong places.
  const tokens = await connectApp(world, portal, browser);
  for (const token of [tokens.access_token, tokens.refresh_token]) sentinels.add("token of an app", token);
  await isActive(world, portal, tokens.access_token);
  const refresh = { grant_type: "refresh_token", refresh_token: tokens.refresh_token };
  for (const _ of ["rotated", "answered again"]) {
    const rotated = (await (await tokenRequest(world, portal, refresh)).json()) as { refresh_token?: string };
    sentinels.add("token of an app", rotated.refresh_token);
  }
  await fetch(`${portal.url}/oauth2/userinfo?access_token=${tokens.access_token}`);
  await fetch(`${portal.url}/oauth2/token?refresh_token=${tokens.refresh_token}`, { method: "POST" });
  await fetch(`${portal.url}/?code=${tokens.access_token}`, {
    headers: { referer: `http://x/?t=${tokens.refresh_token}` },
  });
  await tokenRequest(world, portal, { grant_type: "authorization_code", code: tokens.access_token, redirect_uri: "x" });
}

/** Sign-ins that fail at every step, and callbacks in browsers that did not begin them. */
export async function walkRefusals(walk: LeakageWalk): Promise<void> {
  const { controls } = walk.world.demo;
  const attempt = async (provider: string, fields: Record<string, string> = { person: "alan" }) => {
    const browser = walk.newBrowser();
    const { callback, location } = await walk.signIn(browser, provider, fields);
    await browser.fetch(location);
    await walk.newBrowser().fetch(callback);
    controls.reset();
    return location;
  };
  expect(await attempt("google", { cancel: "" })).toContain("sign_in_cancelled");
  controls.fail("google", "token", { status: 500 });
  expect(await attempt("google")).toContain("/error?code=");
  controls.fail("google", "token", { status: 401, body: { error: "invalid_client", error_description: "wrong" } });
  expect(await attempt("google")).toContain("/error?code=");
  controls.fail("microsoft", "token", { malformedJson: true });
  expect(await attempt("microsoft-entra-id")).toContain("/error?code=");
  controls.fail("github", "user", { drop: true });
  expect(await attempt("github")).toContain("/error?code=");
  controls.adjust("google", { idTokens: "bad-signature" });
  expect(await attempt("google")).toContain("/error?code=");
  controls.adjust("google", { userinfoSubject: "somebody-else" });
  await attempt("google");
  controls.adjust("microsoft", { idTokens: "wrong-nonce" });
  expect(await attempt("microsoft-entra-id")).toContain("/error?code=");
}
