import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type Browser, expect, type Page, test } from "@playwright/test";
import type { PorticoConfig } from "#server/config/config-schema.ts";
import { createPortalWorld, type PortalProcess, type PortalWorld } from "../support/portal-world.ts";
import { demoProviderScreen } from "./screens/demo-provider.ts";
import { portalScreens } from "./screens/portal.ts";

// Libraries for single-page apps, as published and with their defaults, in a page on an origin of its own.

const api = "https://api.example/things";
const fileOf = (name: string) => readFileSync(join(import.meta.dirname, "../../node_modules", name));
const page = (script: string) => `<!doctype html><title>App</title><h1>At the app</h1>${script}`;
const files: Record<string, { type: string; content: string | Buffer }> = {
  "/oidc-client-ts.js": { type: "text/javascript", content: fileOf("oidc-client-ts/dist/browser/oidc-client-ts.js") },
  "/keycloak.js": { type: "text/javascript", content: fileOf("keycloak-js/lib/keycloak.js") },
  "/oidc-client-ts": { type: "text/html", content: page(`<script src="/oidc-client-ts.js"></script>`) },
  "/keycloak": { type: "text/html", content: page("") },
};

let app: { url: string; server: Server };
let world: PortalWorld;
let portal: PortalProcess;

async function startApp(): Promise<typeof app> {
  const server = createServer((request, response) => {
    const file = files[request.url?.split("?", 1)[0] ?? ""];
    response.writeHead(file ? 200 : 404, { "content-type": file?.type ?? "text/plain" }).end(file?.content);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const withApps = (config: PorticoConfig): PorticoConfig => ({
  ...config,
  resources: [{ identifier: api, name: "Things", accessTokenFormat: "jwt", scopes: ["things:read"] }],
  apis: {},
  clients: [
    {
      clientId: "oidc-client-ts",
      name: "Single Page",
      redirectUris: [`${app.url}/oidc-client-ts`],
      postLogoutRedirectUris: [`${app.url}/oidc-client-ts`],
    },
    {
      clientId: "keycloak",
      name: "Keycloak App",
      redirectUris: [`${app.url}/keycloak`],
      scopes: ["openid", "profile", "email", "things:read"],
      resources: [api],
      apiTokenFirst: true,
    },
  ],
});

test.beforeAll(async () => {
  app = await startApp();
  world = await createPortalWorld({ scheme: "http", config: withApps });
  portal = await world.start();
});
test.afterAll(async () => {
  app?.server.close();
  await world?.close();
});

/** A person at the app's page, in a new browser. */
async function visit(browser: Browser, path: string): Promise<Page> {
  const context = await browser.newContext();
  const visited = await context.newPage();
  await visited.goto(app.url + path);
  return visited;
}

/** What the library was told to do leads elsewhere, so that it never answers in the page. */
async function leaves(visited: Page, told: Promise<unknown>): Promise<void> {
  const navigated = visited.waitForEvent("framenavigated");
  await Promise.allSettled([told, navigated]);
}

/** Signs in and allows, and comes back to the app. */
async function answerPortal(visited: Page): Promise<void> {
  await portalScreens(visited, portal.url).continueWith("Google");
  await demoProviderScreen(visited).choose("Ada Lovelace");
  await portalScreens(visited, portal.url).allow();
  await expect(visited.getByRole("heading", { name: "At the app" })).toBeVisible();
}

test("oidc-client-ts signs in, loads userinfo, renews, revokes, and signs out", async ({ browser }) => {
  const visited = await visit(browser, "/oidc-client-ts");
  const settings = {
    authority: portal.url,
    client_id: "oidc-client-ts",
    redirect_uri: `${app.url}/oidc-client-ts`,
    post_logout_redirect_uri: `${app.url}/oidc-client-ts`,
    scope: "openid profile email offline_access",
    loadUserInfo: true,
  };
  /** Runs a method of the library's UserManager in the page, and answers with what it came to. */
  const manager = (method: string) =>
    visited.evaluate(
      async ([name, given]) => {
        const { UserManager } = Reflect.get(window, "oidc");
        const user = await new UserManager(given)[name]();
        return { profile: user?.profile ?? null, token: user?.access_token ?? null };
      },
      [method, settings] as const,
    );
  const userinfo = (token: string | null) =>
    visited.evaluate(
      async ([url, bearer]) => {
        const answer = await fetch(`${url}/oauth2/userinfo`, { headers: { authorization: `Bearer ${bearer}` } });
        return [answer.status, answer.headers.get("www-authenticate")] as const;
      },
      [portal.url, token] as const,
    );

  await leaves(visited, manager("signinRedirect"));
  await answerPortal(visited);
  const signedIn = await manager("signinCallback");
  expect(signedIn.profile).toMatchObject({ name: "Ada Lovelace", email: "ada@lovelace.example" });
  const renewed = await manager("signinSilent");
  expect(renewed.profile).toMatchObject({ sub: signedIn.profile.sub, name: "Ada Lovelace" });
  expect(renewed.token).not.toBe(signedIn.token);
  expect(await userinfo(renewed.token)).toEqual([200, null]);

  await manager("revokeTokens");
  const [status, challenge] = await userinfo(renewed.token);
  expect([status, challenge]).toEqual([401, expect.stringContaining('error="invalid_token"')]);

  await leaves(visited, manager("signoutRedirect"));
  await expect(visited.getByRole("heading", { name: "At the app" })).toBeVisible();
  const user = await visited.context().request.get(`${portal.url}/bff/user`, { headers: { "x-csrf": "1" } });
  expect(user.status()).toBe(401);
});

test("keycloak-js redeems its code with credentials, and knows who it is", async ({ browser }) => {
  const visited = await visit(browser, "/keycloak");
  const init = () =>
    visited.evaluate(async (issuer) => {
      const { default: Keycloak } = await import(`${location.origin}/keycloak.js`);
      const keycloak = new Keycloak({ clientId: "keycloak", oidcProvider: issuer });
      const options = { onLoad: "login-required", checkLoginIframe: false, scope: "profile email things:read" };
      const authenticated = await keycloak.init(options);
      return { authenticated, token: keycloak.tokenParsed, idToken: keycloak.idTokenParsed };
    }, portal.url);

  await leaves(visited, init());
  await answerPortal(visited);
  const found = await init();
  expect(found.authenticated).toBe(true);
  expect(found.token).toMatchObject({ aud: api, scope: "things:read" });
  expect(found.idToken).toMatchObject({ name: "Ada Lovelace", email: "ada@lovelace.example" });
});
