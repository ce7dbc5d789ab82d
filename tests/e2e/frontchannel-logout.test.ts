import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import type { PorticoConfig } from "#server/config/config-schema.ts";
import { createPortalWorld, type PortalProcess, type PortalWorld } from "../support/portal-world.ts";
import { demoProviderScreen } from "./screens/demo-provider.ts";
import { expectToHold, looks } from "./screens/expect-to-hold.ts";
import { portalScreens } from "./screens/portal.ts";

/** What an app does when its address is shown in a frame. */
type Behaviour = "answers" | "hangs" | "leads the window away";

interface App {
  name: string;
  origin: string;
  behaviour: Behaviour;
  /** The queries of the frames that were loaded from it. */
  told: URLSearchParams[];
  server: Server;
}

async function startApp(name: string): Promise<App> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const app: App = { name, origin, behaviour: "answers", told: [], server };
  server.on("request", (request, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(request.url ?? "", origin);
    response.setHeader("content-type", "text/html");
    if (pathname !== "/logout") return response.end(`<h1>At ${name}</h1>`);
    if (request.method === "GET") app.told.push(searchParams);
    if (app.behaviour === "hangs") return;
    const away = app.behaviour === "leads the window away" ? "<script>top.location = 'about:blank'</script>" : "";
    return response.end(`<p>signed out</p>${away}`);
  });
  return app;
}

let alpha: App;
let beta: App;
/** Nothing listens there. */
let gone: App;
let world: PortalWorld;
let portal: PortalProcess;

test.beforeAll(async () => {
  [alpha, beta, gone] = [await startApp("Alpha"), await startApp("Beta"), await startApp("Gone")];
  gone.server.close();
  const client = ({ name, origin }: App) => ({
    clientId: name.toLowerCase(),
    name,
    redirectUris: [`${origin}/callback`],
    postLogoutRedirectUris: [`${origin}/bye`],
    frontchannelLogoutUri: `${origin}/logout`,
    scopes: ["openid"],
    firstParty: true,
  });
  const config = (likeDemo: PorticoConfig) => ({
    ...likeDemo,
    resources: [],
    apis: {},
    clients: [client(alpha), client(beta), client(gone)],
  });
  world = await createPortalWorld({ scheme: "http", config });
  portal = await world.start();
});
test.beforeEach(() => {
  for (const app of [alpha, beta]) Object.assign(app, { behaviour: "answers", told: [] });
});
test.afterAll(async () => {
  for (const { server } of [alpha, beta]) {
    server.closeAllConnections();
    server.close();
  }
  await world?.close();
});

async function signedInTo(context: BrowserContext, apps: readonly App[]): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${portal.url}/sign-in`);
  await portalScreens(page, portal.url).continueWith("Google");
  await demoProviderScreen(page).choose("Ada Lovelace");
  await page.waitForURL(`${portal.url}/`);
  for (const app of apps) {
    const request = new URLSearchParams({
      client_id: app.name.toLowerCase(),
      redirect_uri: `${app.origin}/callback`,
      response_type: "code",
      scope: "openid",
      // RFC 7636 appendix B
      code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
      code_challenge_method: "S256",
    });
    // Not by the page: where nothing listens, it would show the browser's error page.
    let next = `${portal.url}/oauth2/authorize?${request}`;
    while (next.startsWith(portal.url)) {
      const answer = await page.request.get(next, { maxRedirects: 0 });
      next = new URL(answer.headers()["location"] ?? "about:blank", next).href;
    }
    expect(next).toContain(`${app.origin}/callback?code=`);
  }
  return page;
}

async function signOut(page: Page): Promise<string> {
  await page.goto(`${portal.url}/sign-out`);
  const answer = page.waitForResponse((response) => new URL(response.url()).pathname === "/sign-out" && response.ok());
  await page.getByRole("button", { name: "Sign out" }).click();
  return (await answer).headers()["content-security-policy"] ?? "";
}

const stateOf = (page: Page, app: App) => page.getByRole("listitem").filter({ hasText: app.name });

test("the page after a sign-out tells each app by a frame, and says which didn't load", async ({ context }) => {
  beta.behaviour = "hangs";
  const page = await signedInTo(context, [alpha, beta, gone]);
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
  });
  const policy = await signOut(page);
  await expect(portalScreens(page, portal.url).heading("You are signed out")).toBeVisible();
  await expect(stateOf(page, alpha)).toContainText("its page loaded");
  await expect(page.getByRole("main")).not.toContainText("Without JavaScript");
  await expect(stateOf(page, gone)).toContainText("didn’t load: you may still be signed in there");
  await expect(stateOf(page, beta)).toContainText("didn’t load", { timeout: 15_000 });
  for (const app of [alpha, beta]) {
    expect(app.told).toHaveLength(1);
    expect(app.told[0]?.get("iss")).toBe(portal.url);
    expect(app.told[0]?.get("sid")).toMatch(/^[\w-]{43}$/);
  }
  // Exactly these origins, one script by its hash, and nothing may frame the page itself.
  expect(policy.split("; ").filter((part) => part.startsWith("frame-src"))).toEqual([
    `frame-src ${alpha.origin} ${beta.origin} ${gone.origin}`,
  ]);
  expect(policy).toMatch(/script-src 'sha256-[^']+';/);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(complaints).toEqual([]);
  await expectToHold(page, "/sign-out");
});

test("an app's own sign-out leads back to it as soon as the apps have loaded", async ({ context }) => {
  const page = await signedInTo(context, [alpha, beta]);
  const request = { client_id: "alpha", post_logout_redirect_uri: `${alpha.origin}/bye`, state: "s" };
  await page.goto(`${portal.url}/oauth2/end-session?${new URLSearchParams(request)}`);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(`${alpha.origin}/bye?state=s`);
  expect([alpha.told.length, beta.told.length]).toEqual([1, 1]);
});

test("a frame can't lead the window away", async ({ context }) => {
  alpha.behaviour = "leads the window away";
  const page = await signedInTo(context, [alpha]);
  await signOut(page);
  await expect(stateOf(page, alpha)).toContainText("its page loaded");
  expect(new URL(page.url()).pathname).toBe("/sign-out");
});

test("other pages, and the page without a note of the portal's, have no frames and allow none", async ({ context }) => {
  const page = await signedInTo(context, [alpha]);
  for (const path of ["/", "/sign-out", "/sign-out?after=1.e30.x", "/account"]) {
    const policy = (await page.goto(portal.url + path))?.headers()["content-security-policy"] ?? "";
    expect(policy).not.toContain("frame-src");
    expect(policy).toContain("script-src 'none'");
    await expect(page.locator("iframe")).toHaveCount(0);
  }
});

test.describe("with JavaScript off", () => {
  test.use({ javaScriptEnabled: false });

  test("the apps are told, the page says that it can't see it, and leads on by itself", async ({ context }) => {
    const page = await signedInTo(context, [alpha]);
    const request = { client_id: "alpha", post_logout_redirect_uri: `${alpha.origin}/bye` };
    await page.goto(`${portal.url}/oauth2/end-session?${new URLSearchParams(request)}`);
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(stateOf(page, alpha)).toContainText("asked to sign you out");
    await expect(page.getByRole("main")).toContainText(
      "Without JavaScript this page can’t see whether the apps answered.",
    );
    await expect(page.getByRole("link", { name: "Continue" })).toHaveAttribute("href", `${alpha.origin}/bye`);
    await expect.poll(() => alpha.told.length).toBe(1);
    await expect(page).toHaveURL(`${alpha.origin}/bye`, { timeout: 20_000 });
  });
});

for (const { width, colorScheme, locale } of looks) {
  test(`the page holds at ${width} px, ${colorScheme}, in ${locale}`, async ({ browser }) => {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme });
    const page = await signedInTo(context, [alpha, gone]);
    await signOut(page);
    const german = await browser.newContext({ viewport: { width, height: 800 }, colorScheme, locale });
    const looked = await german.newPage();
    await looked.goto(page.url());
    await expectToHold(looked, `/sign-out in ${locale}`);
    await context.close();
    await german.close();
  });
}
