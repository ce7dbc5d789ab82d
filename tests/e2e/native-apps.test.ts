import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import type { PorticoConfig } from "#server/config/config-schema.ts";
import { createPortalWorld, type PortalProcess, type PortalWorld } from "../support/portal-world.ts";
import { demoProviderScreen } from "./screens/demo-provider.ts";
import { portalScreens } from "./screens/portal.ts";

const initialAccessToken = "an-initial-access-token-of-these-tests";
/** What the apps got: method, Host header and form. */
const arrived: { method: string | undefined; host: string | undefined; body: string }[] = [];
const listeners: Server[] = [];

let world: PortalWorld;
let portal: PortalProcess;
let ports: { v4: number; v6: number };

/** An app's own listener on the person's computer. */
async function listen(host: string): Promise<number> {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    if (request.url?.startsWith("/callback")) {
      arrived.push({ method: request.method, host: request.headers.host, body });
    }
    response.setHeader("content-type", "text/html");
    response.end("<h1>At the app</h1>");
  });
  listeners.push(server);
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
}

test.beforeAll(async () => {
  ports = { v4: await listen("127.0.0.1"), v6: await listen("::1") };
  world = await createPortalWorld({
    scheme: "http",
    config: (config: PorticoConfig) => ({
      ...config,
      dynamicRegistration: { initialAccessTokens: [initialAccessToken] },
      clients: [
        {
          clientId: "web",
          name: "Web App",
          redirectUris: [`http://localhost:${ports.v4}/callback`, `http://127.0.0.1:${ports.v4}/callback`],
          scopes: ["openid", "profile"],
        },
      ],
    }),
  });
  portal = await world.start();
});
test.afterAll(async () => {
  for (const server of listeners) server.close();
  await world?.close();
});

/** Registers an app that no setting knows; answers its id. */
async function register(redirectUri: string): Promise<string> {
  const answer = await fetch(`${portal.url}/oauth2/register`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${initialAccessToken}` },
    body: JSON.stringify({
      client_name: "Pocket Notes",
      application_type: "native",
      token_endpoint_auth_method: "none",
      redirect_uris: [redirectUri],
      post_logout_redirect_uris: [redirectUri],
      scope: "openid profile",
    }),
  });
  expect(answer.status, await answer.clone().text()).toBe(201);
  return ((await answer.json()) as { client_id: string }).client_id;
}

function authorizeUrl(clientId: string, redirectUri: string, change: Record<string, string> = {}): string {
  return `${portal.url}/oauth2/authorize?${new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "openid profile",
    state: "the-state",
    // RFC 7636 appendix B
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
    ...change,
  })}`;
}

/** Signs in on the way to the question. The forms and scripts that a page's policy refuses are collected. */
async function atQuestion(context: BrowserContext, request: string): Promise<{ page: Page; violations: string[] }> {
  const page = await context.newPage();
  const violations: string[] = [];
  page.on("console", (message) => {
    if (/form-action|script-src/.test(message.text())) violations.push(message.text());
  });
  await page.goto(request);
  await page.getByRole("button", { name: /Google/ }).click();
  await demoProviderScreen(page).choose("Ada Lovelace");
  await expect(page).toHaveURL(/\/consent\//);
  return { page, violations };
}

for (const host of ["127.0.0.1", "[::1]", "localhost"]) {
  test(`an app that registered itself gets its answer on a port of its own at ${host}`, async ({ context }) => {
    const clientId = await register(`http://${host}/callback`);
    const callback = `http://${host}:${host === "[::1]" ? ports.v6 : ports.v4}/callback`;
    const { page, violations } = await atQuestion(context, authorizeUrl(clientId, callback));
    await expect(page.getByRole("main")).toContainText(
      `The answer goes to a program on this computer (${new URL(callback).host})`,
    );
    await portalScreens(page, portal.url).allow();
    await expect(page.getByRole("heading", { name: "At the app" })).toBeVisible();
    const landed = new URL(page.url());
    expect(landed.origin + landed.pathname).toBe(callback);
    expect(landed.searchParams.get("code")).toMatch(/^ptc_ac_/);
    expect(violations).toEqual([]);
  });
}

for (const answer of ["allow", "cancel"] as const) {
  test(`a scheme of an app's own is called with the answer to ${answer}`, async ({ context }) => {
    const callback = "com.example.notes:/callback";
    const { page, violations } = await atQuestion(context, authorizeUrl(await register(callback), callback));
    await expect(page.getByRole("main")).toContainText(
      "The answer goes to a program on this computer (com.example.notes:)",
    );
    // No program here has that scheme: the browser's attempt is what there is to see.
    const called = page.waitForRequest((request) => request.url().startsWith("com.example.notes:"));
    await portalScreens(page, portal.url)[answer]();
    const { searchParams } = new URL((await called).url());
    expect(searchParams.get("iss")).toBe(portal.url);
    if (answer === "allow") expect(searchParams.get("code")).toMatch(/^ptc_ac_/);
    else expect(searchParams.get("error")).toBe("access_denied");
    expect(violations).toEqual([]);
  });
}

test("a scheme of an app's own is called after the app's sign-out", async ({ context }) => {
  const callback = "com.example.notes:/callback";
  const clientId = await register(callback);
  const { page, violations } = await atQuestion(context, authorizeUrl(clientId, callback));
  const query = new URLSearchParams({ client_id: clientId, post_logout_redirect_uri: callback, state: "bye" });
  await page.goto(`${portal.url}/oauth2/end-session?${query}`);
  const called = page.waitForRequest((request) => request.url().startsWith("com.example.notes:"));
  await page.getByRole("main").getByRole("button", { name: "Sign out" }).click();
  expect((await called).url()).toBe(`${callback}?state=bye`);
  expect(violations).toEqual([]);
});

test("a page leads to no other app's scheme", async ({ context }) => {
  const notes = "com.example.notes:/callback";
  await register("com.example.other:/callback");
  const { page, violations } = await atQuestion(context, authorizeUrl(await register(notes), notes));
  const refused = page.waitForEvent("console", (message) => /form-action/.test(message.text()));
  let called = false;
  page.on("request", (request) => {
    called ||= request.url().startsWith("com.example.");
  });
  // As if somebody had got markup into the page.
  await page.locator("form[action*='/decision']").evaluate((form) => {
    form.setAttribute("action", "com.example.other:/callback");
    form.querySelector<HTMLButtonElement>("button[value=allow]")?.click();
  });
  await refused;
  expect(violations.join()).toContain("com.example.other:");
  expect(called).toBe(false);
});

for (const [who, host] of [
  ["a web app", "localhost"],
  ["an app on [::1] that registered itself", "[::1]"],
] as const) {
  test(`response_mode=form_post posts the answer to ${who}, under a policy that lets that script run alone`, async ({
    context,
  }) => {
    const callback = `http://${host}:${host === "[::1]" ? ports.v6 : ports.v4}/callback`;
    const clientId = host === "localhost" ? "web" : await register(`http://${host}/callback`);
    const { page, violations } = await atQuestion(
      context,
      authorizeUrl(clientId, callback, { response_mode: "form_post" }),
    );
    const posting = page.waitForResponse(
      (response) => response.url().includes("/oauth2/authorize/") && response.status() === 200,
    );
    arrived.length = 0;
    await portalScreens(page, portal.url).allow();
    await expect(page.getByRole("heading", { name: "At the app" })).toBeVisible();
    expect(page.url()).toBe(callback);
    expect(arrived).toMatchObject([{ method: "POST", host: new URL(callback).host }]);
    const form = new URLSearchParams(arrived[0]?.body);
    expect(form.get("code")).toMatch(/^ptc_ac_/);
    expect([form.get("state"), form.get("iss")]).toEqual(["the-state", portal.url]);
    const policy = (await posting).headers()["content-security-policy"] ?? "";
    expect(policy).toMatch(/script-src 'nonce-[^']+' 'strict-dynamic' 'sha256-[^']+';/);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(violations).toEqual([]);
  });
}

for (const host of ["127.0.0.1", "localhost"]) {
  test(`response_mode=form_post posts to ${host} straight from /oauth2/authorize, a code and an error alike`, async ({
    context,
  }) => {
    const callback = `http://${host}:${ports.v4}/callback`;
    const { page, violations } = await atQuestion(context, authorizeUrl("web", callback, { prompt: "consent" }));
    await portalScreens(page, portal.url).allow();
    await expect(page.getByRole("heading", { name: "At the app" })).toBeVisible();
    for (const [change, expected] of [
      [{}, /^code=ptc_ac_/],
      [{ prompt: "none", max_age: "0" }, /^error=login_required&/],
    ] as const) {
      arrived.length = 0;
      const answering = page.waitForResponse((response) => response.url().includes("/oauth2/authorize?"));
      const request = authorizeUrl("web", callback, { response_mode: "form_post", ...change });
      await page.goto(request, { waitUntil: "commit" });
      expect((await answering).status()).toBe(200);
      await page.waitForURL(callback);
      await expect(page.getByRole("heading", { name: "At the app" })).toBeVisible();
      expect(arrived).toMatchObject([
        { method: "POST", host: `${host}:${ports.v4}`, body: expect.stringMatching(expected) },
      ]);
      expect(new URLSearchParams(arrived[0]?.body).get("state")).toBe("the-state");
    }
    expect(violations).toEqual([]);
  });
}

for (const host of ["127.0.0.1", "[::1]"]) {
  test(`response_mode=form_post posts an error straight to a port of a registered app's own at ${host}, and its person's no`, async ({
    context,
  }) => {
    const clientId = await register(`http://${host}/callback`);
    const callback = `http://${host}:${host === "[::1]" ? ports.v6 : ports.v4}/callback`;
    const request = (change: Record<string, string>) =>
      authorizeUrl(clientId, callback, { response_mode: "form_post", ...change });
    const { page, violations } = await atQuestion(context, request({}));
    arrived.length = 0;
    await portalScreens(page, portal.url).cancel();
    await expect(page.getByRole("heading", { name: "At the app" })).toBeVisible();
    await page.goto(request({ prompt: "none" }), { waitUntil: "commit" });
    await page.waitForURL(callback);
    await expect
      .poll(() => arrived.map(({ body }) => new URLSearchParams(body).get("error")))
      .toEqual(["access_denied", "interaction_required"]);
    expect(violations).toEqual([]);
  });
}

test("response_mode=form_post calls a scheme of an app's own, straight from /oauth2/authorize too", async ({
  context,
}) => {
  const callback = "com.example.notes:/callback";
  const clientId = await register(callback);
  const request = (change: Record<string, string>) =>
    authorizeUrl(clientId, callback, { response_mode: "form_post", ...change });
  const { page, violations } = await atQuestion(context, request({}));
  const called = () => page.waitForRequest((asked) => asked.url().startsWith("com.example.notes:"));
  const afterQuestion = called();
  await portalScreens(page, portal.url).allow();
  expect((await afterQuestion).method()).toBe("POST");
  const straight = called();
  // Its load never ends: no program here has that scheme.
  await page.goto(request({ prompt: "none" }), { waitUntil: "commit" });
  expect((await straight).postData()).toContain("error=interaction_required");
  expect(violations).toEqual([]);
});
