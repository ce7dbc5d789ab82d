import { expect, type Page, test } from "@playwright/test";
import { type RunningPortal, startPortal } from "../support/start-portal.ts";
import { demoProviderScreen } from "./screens/demo-provider.ts";
import { portalScreens } from "./screens/portal.ts";

let portal: RunningPortal;

test.beforeAll(async () => {
  portal = await startPortal();
});
test.afterAll(() => portal?.stop());

/** What the network carried for a page, compressed as it was. */
async function weigh(page: Page, load: () => Promise<unknown>): Promise<{ scripts: number; bytes: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  let scripts = 0;
  let bytes = 0;
  session.on("Network.responseReceived", ({ type }) => {
    if (type === "Script") scripts++;
  });
  session.on("Network.loadingFinished", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await load();
  await page.waitForLoadState("networkidle");
  await session.detach();
  return { scripts, bytes };
}

const lightBytes = 40_000;

test("the way in carries no script, from sign-in to the app", async ({ page }) => {
  await page.goto(portal.urls.calendarBuddy);
  const connect = page.getByRole("button", { name: "Connect with Portico" });
  const signIn = await weigh(page, async () => {
    await connect.click();
    await page.waitForURL(`${portal.url}/sign-in**`);
  });
  await portalScreens(page, portal.url).continueWith("Google");
  const consent = await weigh(page, async () => {
    await demoProviderScreen(page).choose("Ada Lovelace");
    await page.waitForURL(`${portal.url}/consent/**`);
  });
  for (const { scripts, bytes } of [signIn, consent]) {
    expect(scripts).toBe(0);
    expect(bytes).toBeLessThan(lightBytes);
  }
});

for (const path of ["/", "/device", "/sign-out", "/error?code=client_unknown", "/account", "/connected-apps"]) {
  test(`${path} carries no script, and its policy allows none`, async ({ page }) => {
    await page.goto(`${portal.url}/sign-in`);
    await portalScreens(page, portal.url).continueWith("Google");
    await demoProviderScreen(page).choose("Ada Lovelace");
    await page.waitForURL(`${portal.url}/`);
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
    });
    const answer = page.waitForResponse(portal.url + path);
    const { scripts, bytes } = await weigh(page, () => page.goto(portal.url + path));
    expect([scripts, complaints]).toEqual([0, []]);
    expect(bytes).toBeLessThan(lightBytes);
    expect((await answer).headers()["content-security-policy"]).toContain("script-src 'none'");
  });
}

test("the theme switch works there all the same, and the playground keeps its scripts", async ({ page }) => {
  await page.goto(`${portal.url}/sign-in?return_to=/playground`);
  await page.getByRole("button", { name: "Dark", exact: true }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await portalScreens(page, portal.url).continueWith("Google");
  await demoProviderScreen(page).choose("Ada Lovelace");
  await page.waitForURL(`${portal.url}/playground`);
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.getByRole("status")).toContainText("200");
});
