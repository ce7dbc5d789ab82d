import { createHash, randomBytes } from "node:crypto";
import { expect } from "vitest";
import type { LeakageWalk } from "./leakage-walk.ts";
import { findForm } from "./page-form.ts";
import { ownForm } from "./portal-world.ts";
import { Sentinels } from "./sentinels.ts";

interface Tokens {
  id_token: string;
  refresh_token: string;
}

/** What callers hand in, each one of a kind. The caller's own answers may repeat it; nothing that is kept may. */
export async function walkHandIns(walk: LeakageWalk): Promise<{ handedIn: Sentinels; userCode: string }> {
  const { world, portal } = walk;
  const handedIn = new Sentinels();
  const plant = (kind: string, value = `${kind.replaceAll(" ", "-")}-${randomBytes(16).toString("hex")}`) => {
    handedIn.add(kind, value);
    return value;
  };
  const { calendarBuddy } = world.credentials;
  const redirectUri = `${world.demo.urls.calendarBuddy}/callback`;
  const authorization = `Basic ${Buffer.from(`${calendarBuddy.clientId}:${calendarBuddy.clientSecret}`).toString("base64")}`;
  const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(portal.url + path, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { authorization, ...headers },
    });

  function newRequest(change: Record<string, string> = {}) {
    const verifier = plant("verifier of an app", randomBytes(32).toString("base64url"));
    const params = {
      client_id: calendarBuddy.clientId,
      redirect_uri: redirectUri,
      response_type: "code",
      scope: "openid profile offline_access",
      prompt: "consent",
      state: plant("state"),
      nonce: plant("nonce"),
      login_hint: plant("login_hint"),
      claims: JSON.stringify({ id_token: { acr: { values: [plant("value of claims")] } } }),
      code_challenge: createHash("sha256").update(verifier).digest("base64url"),
      code_challenge_method: "S256",
      ...change,
    };
    return { verifier, params };
  }

  /** Up to the question, whose path names the interaction. */
  async function ask(browser: ReturnType<LeakageWalk["newBrowser"]>, query: Record<string, string>): Promise<string> {
    const asked = await browser.fetch(`/oauth2/authorize?${new URLSearchParams(query)}`);
    const path = asked.headers.get("location") ?? "";
    expect(path).toMatch(/^\/consent\//);
    plant("uid of an interaction", path.slice("/consent/".length).split("?", 1)[0]);
    return path;
  }

  async function answer(browser: ReturnType<LeakageWalk["newBrowser"]>, path: string, decision: string): Promise<URL> {
    const form = findForm(await (await browser.fetch(path)).text(), "/decision");
    const decided = await browser.fetch(form.action, ownForm(portal.url, [...form.fields, ["decision", decision]]));
    const resumed = await browser.fetch(decided.headers.get("location") ?? "");
    const callback = new URL(resumed.headers.get("location") ?? "", portal.url);
    plant("code for an app", callback.searchParams.get("code") ?? undefined);
    return callback;
  }

  const browser = walk.newBrowser();
  await walk.signIn(browser, "google", { person: "ada" });
  const { verifier, params } = newRequest();
  const callback = await answer(browser, await ask(browser, params), "allow");
  const redeemed = await post("/oauth2/token", {
    grant_type: "authorization_code",
    code: callback.searchParams.get("code") ?? "",
    redirect_uri: redirectUri,
    code_verifier: verifier,
  });
  const tokens = (await redeemed.json()) as Tokens;
  expect(redeemed.status).toBe(200);
  await post("/oauth2/token", { grant_type: "refresh_token", refresh_token: tokens.refresh_token });

  // Left open, each at another step: asked with a hint, pushed, answered but not gone on with, not signed in.
  const hint = { id_token_hint: plant("id_token_hint", tokens.id_token) };
  const open = await ask(browser, newRequest(hint).params);
  await browser.fetch(open);
  await fetch(`${portal.url}${open}/decision`, { method: "POST", headers: { origin: "https://evil.example" } });
  await answer(browser, await ask(browser, newRequest(hint).params), "cancel");
  await ask(walk.newBrowser(), newRequest(hint).params);
  const pushed = newRequest(hint).params;
  const par = (await (await post("/oauth2/par", pushed)).json()) as { request_uri: string };
  plant("request_uri", par.request_uri);
  await ask(browser, { client_id: calendarBuddy.clientId, request_uri: par.request_uri });
  await post("/oauth2/par", newRequest(hint).params);
  const unanswered = await ask(browser, newRequest(hint).params);
  const form = findForm(await (await browser.fetch(unanswered)).text(), "/decision");
  await browser.fetch(form.action, ownForm(portal.url, [...form.fields, ["decision", "allow"]]));

  const jwt = (kind: string) => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    return plant(
      kind,
      [part({ alg: "ES256", typ: "JWT" }), part({ jti: plant(`jti of a ${kind}`) }), "c2ln"].join("."),
    );
  };
  await post("/oauth2/par", { ...newRequest().params, request: jwt("request object") });
  await post("/oauth2/token", { grant_type: "client_credentials" }, { dpop: jwt("DPoP proof") });
  const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  const asserted = { client_id: calendarBuddy.clientId, client_assertion_type: assertionType };
  await fetch(`${portal.url}/oauth2/token`, {
    method: "POST",
    body: new URLSearchParams({
      ...asserted,
      grant_type: "client_credentials",
      client_assertion: jwt("client assertion"),
    }),
  });
  await registerApp(walk, plant);
  return { handedIn, userCode: await askByDevice(walk, plant) };
}

async function registerApp(
  { portal, initialAccessToken }: LeakageWalk,
  plant: (kind: string, value?: string) => string,
) {
  plant("initial access token", initialAccessToken);
  const send = async (method: string, url: string, token: string, body?: object) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const answer = await fetch(url, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
    return (await answer.json()) as Record<string, string>;
  };
  const claims = { client_name: "Notes", redirect_uris: ["https://notes.example/callback"] };
  await send("POST", `${portal.url}/oauth2/register`, plant("wrong initial access token"), claims);
  const app = await send("POST", `${portal.url}/oauth2/register`, initialAccessToken, claims);
  plant("client secret of a registered app", app["client_secret"]);
  const uri = app["registration_client_uri"] ?? "";
  const updated = await send("PUT", uri, plant("registration access token", app["registration_access_token"]), {
    client_id: app["client_id"],
    ...claims,
  });
  plant("registration access token", updated["registration_access_token"]);
  await send("GET", uri, plant("wrong registration access token"));
}

/** A device's request that waits for its person; answers the user code, which is too short to be searched for by chance. */
async function askByDevice({ portal }: LeakageWalk, plant: (kind: string, value?: string) => string): Promise<string> {
  const answer = await fetch(`${portal.url}/oauth2/device_authorization`, {
    method: "POST",
    body: new URLSearchParams({ client_id: "tv-guide", scope: "openid profile", login_hint: plant("login_hint") }),
  });
  const { device_code, user_code = "" } = (await answer.json()) as Record<string, string>;
  plant("device code", device_code);
  expect(user_code).toMatch(/^\w{4}-\w{4}$/);
  return user_code;
}
