import { createHash, randomBytes } from "node:crypto";
import type { CookieBrowser } from "./cookie-browser.ts";
import { findForm } from "./page-form.ts";
import { ownForm, type PortalProcess, type PortalWorld } from "./portal-world.ts";

export interface AppTokens {
  access_token: string;
  refresh_token: string;
}

/** Connects Calendar Buddy by the portal's pages; answers the tokens that the app got for the calendar, or another API. */
export async function connectApp(
  world: PortalWorld,
  portal: PortalProcess,
  browser: CookieBrowser,
  { scope, resource } = {
    scope: "openid profile offline_access calendar:read",
    resource: `${world.demo.urls.api}/calendar`,
  },
): Promise<AppTokens> {
  const redirectUri = `${world.demo.urls.calendarBuddy}/callback`;
  const verifier = randomBytes(32).toString("base64url");
  const request = new URLSearchParams({
    client_id: "calendar-buddy",
    redirect_uri: redirectUri,
    response_type: "code",
    scope,
    resource,
    prompt: "consent",
    state: "the-state",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  const asked = await browser.fetch(`/oauth2/authorize?${request}`);
  const consentPath = asked.headers.get("location") ?? "";
  const page = await browser.fetch(consentPath);
  const form = findForm(await page.text(), "/decision");
  const decided = await browser.fetch(form.action, ownForm(world.publicUrl, [...form.fields, ["decision", "allow"]]));
  const resumed = await browser.fetch(decided.headers.get("location") ?? "");
  const callback = URL.parse(resumed.headers.get("location") ?? "");
  const code = callback?.searchParams.get("code");
  if (!code) throw new Error(`no code: ${resumed.status} ${callback}`);
  return tokenRequest(world, portal, {
    grant_type: "authorization_code",
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
    resource,
  }).then((response) => response.json() as Promise<AppTokens>);
}

export function tokenRequest(
  world: PortalWorld,
  portal: PortalProcess,
  fields: Record<string, string>,
): Promise<Response> {
  return asClient(portal, world.credentials.calendarBuddy, "/oauth2/token", fields);
}

/** What the calendar API would be told about a token. */
export async function isActive(world: PortalWorld, portal: PortalProcess, token: string): Promise<boolean> {
  const answer = await asClient(portal, world.credentials.resourceServer, "/oauth2/introspect", { token });
  return ((await answer.json()) as { active: boolean }).active;
}

function asClient(
  portal: PortalProcess,
  { clientId, clientSecret }: { clientId: string; clientSecret: string },
  path: string,
  fields: Record<string, string>,
): Promise<Response> {
  const credentials = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
  return fetch(portal.address + path, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { authorization: `Basic ${Buffer.from(credentials).toString("base64")}` },
  });
}

/** "Remove access" on the app's page; answers when the portal has answered. */
export async function removeAccess(world: PortalWorld, browser: CookieBrowser): Promise<void> {
  const list = await (await browser.fetch("/connected-apps")).text();
  const path = /\/connected-apps\/[0-9a-f-]{36}/.exec(list)?.[0];
  if (!path) throw new Error("no app is connected");
  const form = findForm(await (await browser.fetch(`${path}?remove`)).text(), "/remove");
  const removed = await browser.fetch(form.action, ownForm(world.publicUrl, form.fields));
  const location = removed.headers.get("location");
  if (location !== "/connected-apps/removed") throw new Error(`not removed: ${removed.status} ${location}`);
}
