import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { type RunningPortal, startPortal } from "../support/start-portal.ts";
import { demoProviderScreen } from "./screens/demo-provider.ts";
import { expectToHold, looks } from "./screens/expect-to-hold.ts";
import { portalScreens } from "./screens/portal.ts";

let portal: RunningPortal;

test.beforeAll(async () => {
  portal = await startPortal();
});
test.afterAll(() => portal?.stop());

const brokenRequest = () =>
  `${portal.url}/oauth2/authorize?${new URLSearchParams({
    client_id: "calendar-buddy",
    redirect_uri: "https://evil.example/callback",
    response_type: "code",
    scope: "openid",
  })}`;

const logoutRequest = (change: Record<string, string> = {}) =>
  `${portal.url}/oauth2/end-session?${new URLSearchParams({ client_id: "calendar-buddy", ...change })}`;

async function signedIn(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${portal.url}/sign-in`);
  await page.getByRole("button", { name: /Google/ }).click();
  await demoProviderScreen(page).choose("Ada Lovelace");
  await page.waitForURL(`${portal.url}/`);
  return page;
}

test.describe("with JavaScript off", () => {
  test.use({ javaScriptEnabled: false });

  test("a broken request tells people what to do, and developers the problem when they unfold it", async ({ page }) => {
    const answer = await page.goto(brokenRequest());
    expect(answer?.status()).toBe(400);
    const main = page.getByRole("main");
    await expect(main).toContainText("Nothing was shared.");
    await expect(main).toContainText("Go back to the app and tell its makers.");
    const problem = main.getByText("redirect_uri did not match any of the client's registered redirect_uris");
    await expect(problem).toBeHidden();
    await main.getByText("For developers").click();
    await expect(problem).toBeVisible();
    await expect(main).toContainText("calendar-buddy");
    await expect(main).not.toContainText(new URL(portal.urls.calendarBuddy).host);
    await expect(main).not.toContainText("evil.example");
    // The theme switch comes back to this very page.
    await page.getByRole("button", { name: "Dark", exact: true }).click();
    await expect(main.getByText("For developers")).toBeVisible();
  });

  test("words that somebody else wrote into the address are not shown", async ({ page }) => {
    await page.goto(brokenRequest());
    const url = new URL(page.url());
    const [expiresAt, , signature] = (url.searchParams.get("detail") ?? "").split(".");
    const words = { endpoint: "", error: "Call 0800 12345", parameters: [] };
    const payload = Buffer.from(JSON.stringify(words)).toString("base64url");
    for (const forged of [`${expiresAt}.${payload}.${signature}`, "Call 0800 12345"]) {
      url.searchParams.set("detail", forged);
      await page.goto(url.href);
      await expect(page.getByRole("main")).toContainText("Nothing was shared.");
      await expect(page.getByText("For developers")).toHaveCount(0);
      await expect(page.getByRole("main")).not.toContainText("0800");
    }
  });

  test("an app's sign-out is the person's decision, and says afterwards what ended", async ({ context }) => {
    const page = await signedIn(context);
    const screens = portalScreens(page, portal.url);
    await page.goto(logoutRequest());
    await expect(screens.heading("Sign out of Portico?")).toBeVisible();
    await expect(page.getByRole("main")).toContainText("Calendar Buddy asks to sign you out.");
    await page.getByRole("link", { name: "Stay signed in" }).click();
    await expect(page.getByRole("banner")).toContainText("Ada Lovelace");
    await page.goto(logoutRequest());
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(screens.heading("You are signed out")).toBeVisible();
    await expect(page.getByRole("main")).toContainText("You may still be signed in at Google");
    await screens.open("/account");
    await expect(page).toHaveURL(/\/sign-in/);
  });
});

test("an app's sign-out goes back to the app's own address", async ({ context }) => {
  const page = await signedIn(context);
  const home = `${portal.urls.calendarBuddy}/`;
  await page.goto(logoutRequest({ post_logout_redirect_uri: home, state: "back" }));
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(`${home}?state=back`);
});

test("the app's wish for a language goes before the browser's, before and after signing out", async ({ context }) => {
  const page = await signedIn(context);
  await page.goto(logoutRequest({ ui_locales: "de" }));
  await expect(page.getByRole("main")).toContainText("Calendar Buddy möchte Sie abmelden.");
  await expect(page).toHaveTitle(/^Abmelden/);
  await page.getByRole("button", { name: "Abmelden" }).click();
  await expect(page.getByRole("heading", { name: "Sie sind abgemeldet" })).toBeVisible();
});

test("a sign-out that the page did not ask for is refused", async ({ context }) => {
  const page = await signedIn(context);
  await page.goto(logoutRequest());
  expect((await page.request.get(page.url())).headers()["content-security-policy"]).toContain("frame-ancestors 'none'");
  const post = (formToken: string, origin: string) =>
    page.request.post(`${portal.url}/sign-out/app/confirm`, {
      form: { request: "client_id=calendar-buddy", form_token: formToken },
      headers: { origin },
      maxRedirects: 0,
    });
  const forged = await post("1.forged", portal.url);
  expect(forged.headers()["location"]).toMatch(/^\/error\?code=csrf_token_invalid/);
  const genuine = await page.locator("input[name=form_token]").inputValue();
  expect((await post(genuine, "https://elsewhere.example")).status()).toBe(403);
  await page.goto(`${portal.url}/account`);
  await expect(page).toHaveURL(`${portal.url}/account`);
});

for (const { width, colorScheme, locale } of looks) {
  test(`these pages hold at ${width} px, ${colorScheme}, in ${locale}`, async ({ browser }) => {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme, locale });
    const page = await signedIn(context);
    await page.goto(brokenRequest());
    await page.locator("summary").click();
    await expectToHold(page, "/error");
    await page.goto(logoutRequest());
    await expectToHold(page, "/sign-out/app");
    await context.close();
  });
}
