import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import * as client from "openid-client";
import { type RunningPortal, startPortal } from "../support/start-portal.ts";
import { demoProviderScreen } from "./screens/demo-provider.ts";
import { expectToHold, looks } from "./screens/expect-to-hold.ts";
import { portalScreens } from "./screens/portal.ts";

let portal: RunningPortal;
let context: BrowserContext;
let page: Page;

/** The app's own server: that the browser arrives there is all that it shows. */
const app = createServer((_request, response) => response.end("back in the app"));
let redirectUri: string;

test.describe.configure({ mode: "serial" });

test.beforeAll(async ({ browser }) => {
  await once(app.listen(0, "localhost"), "listening");
  redirectUri = `http://localhost:${(app.address() as AddressInfo).port}/callback`;
  portal = await startPortal({ env: { PORTICO_ADMINS: "ada@lovelace.example" } });
  context = await browser.newContext({ javaScriptEnabled: false });
  page = await context.newPage();
  await page.goto(`${portal.url}/sign-in`);
  await portalScreens(page, portal.url).continueWith("Google");
  await demoProviderScreen(page).choose("Ada Lovelace");
  await page.waitForURL(`${portal.url}/`);
});
test.afterAll(async () => {
  await context?.close();
  await portal?.stop();
  app.close();
});

const main = () => page.getByRole("main");
const fact = (name: string) =>
  main()
    .locator("dl > div")
    .filter({ has: page.locator("dt").getByText(name, { exact: true }) })
    .locator("dd");

/** Signs in to the app in the administrator's own browser, as its server would. */
async function signInToApp(
  clientId: string,
  secret: string,
): Promise<Awaited<ReturnType<typeof client.authorizationCodeGrant>>> {
  const config = await client.discovery(new URL(portal.url), clientId, secret, client.ClientSecretBasic(secret), {
    execute: [client.allowInsecureRequests],
  });
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const expectedState = client.randomState();
  const tab = await context.newPage();
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: "openid profile email",
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: "S256",
    state: expectedState,
  });
  await tab.goto(url.href);
  if (!tab.url().startsWith(redirectUri)) await tab.getByRole("button", { name: "Allow" }).click();
  await tab.waitForURL((address) => address.href.startsWith(redirectUri));
  const callback = new URL(tab.url());
  await tab.close();
  return client.authorizationCodeGrant(config, callback, { pkceCodeVerifier, expectedState });
}

test("an administrator connects an app in the console and signs in to it with openid-client", async () => {
  await page.goto(`${portal.url}/admin/apps`);
  await page.getByRole("link", { name: "Connect an app" }).click();
  await page.getByRole("link", { name: "Web app", exact: true }).click();
  await page.getByLabel("Name", { exact: true }).fill("Team Wiki");
  await page.getByRole("button", { name: "Connect the app" }).click();

  await expect(page.getByRole("alert").getByRole("link", { name: "Redirect addresses" })).toBeVisible();
  await expect(page.getByLabel("Redirect addresses")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Team Wiki");
  await page.getByLabel("Redirect addresses").fill(redirectUri);
  await page.getByRole("button", { name: "Connect the app" }).click();

  await expect(page.getByRole("heading", { level: 1, name: "Connect Team Wiki" })).toBeVisible();
  await expect(fact("Client ID")).toHaveText("team-wiki");
  const secret = (await fact("Client secret").textContent()) ?? "";
  await expect(main()).toContainText(`new URL("${portal.url}")`);
  await page.getByRole("link", { name: "wait for its first sign-in" }).click();
  await expect(main()).toContainText("Waiting for its first sign-in");

  const tokens = await signInToApp("team-wiki", secret);
  expect(tokens.claims()).toMatchObject({ aud: "team-wiki" });
  await expect(main()).toContainText("It works");
});

test("an app's secret is replaced without a gap, and the old one is refused once it is retired", async () => {
  await page.goto(`${portal.url}/admin/apps/view?id=team-wiki`);
  await page.getByRole("button", { name: "Make a new secret" }).click();
  const secret = (await fact("Client secret").textContent()) ?? "";
  expect((await signInToApp("team-wiki", secret)).access_token).toBeTruthy();

  await page.getByRole("link", { name: "Done" }).click();
  await expect(main()).not.toContainText(secret);
  await page
    .getByRole("link", { name: /^Retire secret/ })
    .last()
    .click();
  await page.getByRole("button", { name: "Retire secret" }).click();
  await expect(page.getByRole("status")).toContainText("A secret of team-wiki was retired.");
  expect((await signInToApp("team-wiki", secret)).access_token).toBeTruthy();
});

test("a disabled app is refused at once, until it is enabled; a deleted one is gone", async () => {
  await page.goto(`${portal.url}/admin/apps/view?id=team-wiki`);
  await page.getByRole("link", { name: "Disable…" }).click();
  await expect(main()).toContainText("Its codes and tokens end at once");
  await page.getByRole("button", { name: "Disable" }).click();
  await expect(page.getByRole("status")).toContainText("team-wiki was disabled.");
  await expect(main()).toContainText("Disabled");
  const tab = await context.newPage();
  await tab.goto(`${portal.url}/oauth2/authorize?client_id=team-wiki&response_type=code&scope=openid`);
  await expect(tab.getByRole("heading", { name: "We don’t know this app" })).toBeVisible();
  await tab.close();

  await page.getByRole("link", { name: "Enable…" }).click();
  await page.getByRole("button", { name: "Enable" }).click();
  await page.getByRole("link", { name: "Delete…" }).click();
  await page.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("status")).toContainText("team-wiki was deleted.");
  await page.goto(`${portal.url}/admin/apps?search=wiki`);
  await expect(main()).toContainText("Nothing found");
});

test("an API and its scope are added, and what is named by another entry can't be deleted", async () => {
  await page.goto(`${portal.url}/admin/scopes/new`);
  await page.getByLabel("Name", { exact: true }).fill("wiki:read");
  await page.getByLabel("Title", { exact: true }).fill("Read the wiki");
  await page.getByLabel("Description", { exact: true }).fill("Pages and their history.");
  await page.getByLabel("Title in German").fill("Das Wiki lesen");
  await page.getByLabel("Description in German").fill("Seiten und ihre Geschichte.");
  await page.getByRole("button", { name: "Add the scope" }).click();
  await expect(page.getByRole("status")).toContainText("wiki:read was made.");

  await page.goto(`${portal.url}/admin/apis/new`);
  await page.getByLabel("Name", { exact: true }).fill("Wiki");
  await page.getByLabel("Identifier").fill("https://wiki.example/api");
  await page.getByLabel("wiki:read").check();
  await page.getByRole("button", { name: "Add the API" }).click();
  await expect(page.getByRole("status")).toContainText("https://wiki.example/api was made.");

  await page.goto(`${portal.url}/admin/scopes/view?id=wiki:read`);
  await page.getByRole("link", { name: "Delete…" }).click();
  await page.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("alert")).toContainText("still used", { ignoreCase: true });
});

const paths = [
  "/admin/apps",
  "/admin/apps/registered",
  "/admin/apps/new",
  "/admin/apps/new?type=web",
  "/admin/apps/new?type=forward-auth",
  "/admin/apps/view?id=calendar-buddy",
  "/admin/apps/view?id=calendar-buddy&connect",
  "/admin/apps/view?id=calendar-buddy&consent",
  "/admin/providers",
  "/admin/providers/new",
  "/admin/providers/new?type=oidc",
  "/admin/providers/view?id=google",
  "/admin/apis",
  "/admin/scopes/view?id=wiki:read&edit",
  "/admin/roles",
  "/admin/keys",
  "/admin/limits",
  "/admin/system",
  "/admin/api",
  "/admin/api?noun=limits",
];

for (const { width, ...look } of looks) {
  test(`its pages hold at ${width} px, ${look.colorScheme}, in ${look.locale}`, async ({ browser }) => {
    // axe takes seconds for each page on a busy machine.
    test.setTimeout(300_000);
    const looking = await browser.newContext({
      ...look,
      viewport: { width, height: 900 },
      storageState: await context.storageState(),
    });
    const view = await looking.newPage();
    for (const path of paths) {
      await view.goto(portal.url + path);
      await expectToHold(view, path);
    }
    await looking.close();
  });
}
