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
          redirectUris: [`http://localhost:${ports.v4}/callback`],
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
    await expect(page.getByRole("main")).toContainText(`The answer goes to ${new URL(callback).host}`);
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
    await expect(page.getByRole("main")).toContainText("The answer goes to com.example.notes:");
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
  await page.locator("form[action$='/decision']").evaluate((form) => {
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
