import { expect, type Page, test } from "@playwright/test";
import { type RunningPortal, startPortal } from "../support/start-portal.ts";
import { demoProviderScreen } from "./screens/demo-provider.ts";
import { portalScreens } from "./screens/portal.ts";

// What a browser really says of where a link was followed: Sec-Fetch-Site and the Referer, through every redirect.

let portal: RunningPortal;
test.beforeAll(async () => {
  portal = await startPortal();
});
test.afterAll(() => portal?.stop());

const start = "/sign-in/start?provider=github&connect=1&return_to=/account";
const atGithub = /\/github\/login\/oauth\/authorize\?/;
const question = (page: Page) => page.getByRole("heading", { name: "Connect GitHub?", level: 1 });

async function signIn(page: Page): Promise<void> {
  await page.goto(`${portal.url}/sign-in`);
  await portalScreens(page, portal.url).continueWith("Google");
  await demoProviderScreen(page).choose("Ada Lovelace");
  await page.waitForURL(`${portal.url}/`);
}

/** Follows a link on a page of that address, which says nothing else. */
async function followFrom(page: Page, address: string, path: string): Promise<void> {
  const link = `<a href="${`${portal.url}${path}`.replaceAll("&", "&amp;")}">Go</a>`;
  await page.route(address, (route) => route.fulfill({ contentType: "text/html", body: link }));
  await page.goto(address);
  await page.getByRole("link", { name: "Go" }).click();
}

test("a frontend of the operator's leads straight to the provider, on this origin or another", async ({ page }) => {
  await signIn(page);
  const link = "/bff/login?provider=github&connect=1&returnUrl=/account";
  for (const address of [`${portal.urls.notebook}/settings`, `${portal.url}/some-frontend/settings`]) {
    await followFrom(page, address, link);
    await expect(page).toHaveURL(atGithub);
  }
});

test("a stranger's link asks first, and neither that page's links nor another's lead on", async ({ page }) => {
  await signIn(page);
  const inside = encodeURIComponent(start);
  for (const link of [
    start,
    "/bff/login?provider=github&connect=1",
    `/bff/login?provider=github&connect=1&returnUrl=${inside}`,
    `/sign-in/connect?provider=github&connect=1&return_to=${inside}`,
  ]) {
    await followFrom(page, "http://stranger.example/", link);
    await expect(question(page)).toBeVisible();
  }
  await page.getByRole("link", { name: "Not now" }).click();
  await expect(page).toHaveURL(`${portal.url}/`);

  await followFrom(page, "http://stranger.example/", `/sign-in?prompt=select_account&return_to=${inside}`);
  await page.getByRole("link", { name: "Stay signed in as Ada Lovelace" }).click();
  await expect(question(page)).toBeVisible();
  await page.getByRole("button", { name: "Continue to GitHub" }).click();
  await demoProviderScreen(page).choose("Ada Lovelace");
  await expect(page).toHaveURL(`${portal.url}/account`);
  await expect(page.getByRole("main")).toContainText("GitHub");
});
