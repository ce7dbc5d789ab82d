import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { startDemoApp } from "../support/start-demo-app.ts";
import { type RunningPortal, startPortal } from "../support/start-portal.ts";
import { type DemoPerson, demoProviderScreen } from "./screens/demo-provider.ts";
import { deviceScreen } from "./screens/device.ts";
import { expectToHold, looks } from "./screens/expect-to-hold.ts";
import { portalScreens } from "./screens/portal.ts";

let portal: RunningPortal;

test.beforeAll(async () => {
  portal = await startPortal();
});
test.afterAll(() => portal?.stop());

interface DeviceAnswer {
  device_code: string;
  user_code: string;
  verification_uri_complete: string;
}

async function askAsDevice(): Promise<DeviceAnswer> {
  const body = new URLSearchParams({ client_id: "tv-guide", scope: "openid profile offline_access calendar:read" });
  const response = await fetch(`${portal.url}/oauth2/device_authorization`, { method: "POST", body });
  return (await response.json()) as DeviceAnswer;
}

/** What the device hears next time it asks. */
async function pollAsDevice({ device_code }: DeviceAnswer): Promise<{ error?: string }> {
  const grant_type = "urn:ietf:params:oauth:grant-type:device_code";
  const body = new URLSearchParams({ grant_type, client_id: "tv-guide", device_code });
  const response = await fetch(`${portal.url}/oauth2/token`, { method: "POST", body });
  return (await response.json()) as { error?: string };
}

async function signIn(page: Page, person: DemoPerson = "Ada Lovelace"): Promise<void> {
  await portalScreens(page, portal.url).continueWith("Google");
  await demoProviderScreen(page).choose(person);
}

async function signedIn(context: BrowserContext, person?: DemoPerson): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${portal.url}/sign-in`);
  await signIn(page, person);
  await page.waitForURL(`${portal.url}/`);
  return page;
}

test("without JavaScript a person connects the TV Guide of a terminal by its code, and takes it back", async ({
  browser,
}) => {
  // A television asks every five seconds.
  test.setTimeout(180_000);
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const device = deviceScreen(page, portal.url);

  const television = startDemoApp("tv-guide", portal);
  const [, userCode = ""] = await television.says(/Enter\s+(\S{4}-\S{4})/);
  await page.goto(`${portal.url}/device`);
  await signIn(page);
  await device.enter(userCode.toLowerCase().replace("-", " "));
  await expect(device.heading("Connect TV Guide on your device?")).toBeVisible();
  const main = page.getByRole("main");
  for (const shown of [
    userCode,
    "Only continue if you started this on your device.",
    "just now",
    "The same network as this browser",
    new URL(portal.urls.calendarBuddy).host,
    "See your calendar",
    "up to 180 days",
    "ada@lovelace.example",
  ]) {
    await expect(main).toContainText(shown);
  }
  await device.compare();
  await device.approve();
  await expect(device.heading("TV Guide is connected")).toBeVisible();
  await expect(main).toContainText("You can go back to your device.");
  await television.says(/Your evening/);
  expect(await television.exited, television.output()).toBe(0);

  const again = startDemoApp("tv-guide", portal);
  expect(await again.exited).toBe(0);
  expect(again.output()).not.toContain("Enter");

  await page.goto(`${portal.url}/connected-apps`);
  await page.getByRole("link", { name: "TV Guide" }).click();
  await page.getByRole("link", { name: "Remove access" }).click();
  await page.getByRole("button", { name: "Remove access" }).click();
  await expect(device.heading("TV Guide no longer has access")).toBeVisible();
  const removed = startDemoApp("tv-guide", portal);
  const [, next = ""] = await removed.says(/Enter\s+(\S{4}-\S{4})/);
  await device.enter(next);
  await device.deny();
  await expect(device.heading("TV Guide was not connected")).toBeVisible();
  expect(await removed.exited).toBe(1);
  expect(removed.output()).toContain("You said no.");
  await context.close();
});

test("the link of a device leads through sign-in and keeps the code", async ({ page }) => {
  const asked = await askAsDevice();
  await page.goto(asked.verification_uri_complete);
  await expect(page).toHaveURL(/\/sign-in\?/);
  await signIn(page, "Grace Hopper");
  await expect(page.getByRole("main")).toContainText(asked.user_code);
  await expect(page.getByRole("main")).toContainText("grace@navy.example");
});

test("approving needs the comparison, denying doesn't", async ({ context }) => {
  const page = await signedIn(context);
  const device = deviceScreen(page, portal.url);
  const asked = await askAsDevice();
  await page.goto(asked.verification_uri_complete);
  await device.approve();
  await expect(page, "the browser asks for the box").toHaveURL(asked.verification_uri_complete);
  await page.locator("form[action='/device/decision']").evaluate((form: HTMLFormElement) => {
    form.noValidate = true;
  });
  await device.approve();
  await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toContainText("Compare the code with your device");
  expect((await pollAsDevice(asked)).error).toBe("authorization_pending");
  await device.deny();
  await expect(device.heading("TV Guide was not connected")).toBeVisible();
  await page.goto(asked.verification_uri_complete);
  await expect(page.getByRole("main"), "an answered code is no code any more").toContainText("was already used");
});

test("a decision that the page did not make is refused and grants nothing", async ({ context }) => {
  const page = await signedIn(context);
  const asked = await askAsDevice();
  const forged = await page.request.post(`${portal.url}/device/decision`, {
    form: { user_code: asked.user_code, decision: "approve", confirmed: "yes", form_token: "1.forged" },
    headers: { origin: portal.url },
    maxRedirects: 0,
  });
  expect(forged.headers()["location"]).toMatch(/^\/error\?code=csrf_token_invalid/);
  const stranger = await page.request.post(`${portal.url}/device/decision`, {
    form: { user_code: asked.user_code, decision: "approve", confirmed: "yes" },
    headers: { origin: "https://elsewhere.example" },
    maxRedirects: 0,
  });
  expect(stranger.status()).toBe(403);
  expect((await pollAsDevice(asked)).error).toBe("authorization_pending");
});

test("signed out meanwhile, a decision leads to sign-in and back to the code", async ({ context }) => {
  const asked = await askAsDevice();
  const decision = await context.request.post(`${portal.url}/device/decision`, {
    form: { user_code: asked.user_code, decision: "approve", confirmed: "yes" },
    headers: { origin: portal.url },
    maxRedirects: 0,
  });
  expect(decision.status()).toBe(303);
  expect(decision.headers()["location"]).toBe(
    `/sign-in?return_to=${encodeURIComponent(`/device?user_code=${asked.user_code}`)}`,
  );
});

for (const { width, colorScheme, locale } of looks) {
  test(`the device pages hold at ${width} px, ${colorScheme}, in ${locale}`, async ({ browser }) => {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme, locale });
    const page = await context.newPage();
    const asked = await askAsDevice();
    await page.goto(asked.verification_uri_complete);
    await page.locator("button", { hasText: "Google" }).click();
    await demoProviderScreen(page).choose("Grace Hopper");
    for (const path of ["/device", "/device?user_code=bbbb-bbbb", `/device?user_code=${asked.user_code}&unconfirmed`]) {
      await page.goto(portal.url + path);
      await expectToHold(page, path);
    }
    await page.locator("button[value=deny]").click();
    await page.waitForURL(`${portal.url}/device/done`);
    await expectToHold(page, "/device/done");
    await context.close();
  });
}

// Last: it uses up this address's guesses, of which the tests above have made some.
test("wrong codes are answered on the page, and after ten guessing is over", async ({ context }) => {
  const page = await signedIn(context, "Alan Turing");
  const device = deviceScreen(page, portal.url);
  await device.enter("BCDF-GHJK");
  await expect(page.getByRole("main")).toContainText("This code is wrong, was already used, or has expired.");
  await expect(page.getByRole("textbox")).toHaveValue("BCDF-GHJK");
  for (let guess = 1; guess < 10; guess++) await page.request.get(`${portal.url}/device?user_code=BCDF-GHJK`);
  const asked = await askAsDevice();
  await page.goto(asked.verification_uri_complete);
  await expect(page).toHaveURL(/\/error\?code=rate_limited/);
});
