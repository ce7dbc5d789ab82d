import { expect, test } from "@playwright/test";
import { type RunningPortal, startPortal } from "../support/start-portal.ts";
import { demoProviderScreen } from "./screens/demo-provider.ts";
import { portalScreens } from "./screens/portal.ts";

let portal: RunningPortal;

test.beforeAll(async () => {
  portal = await startPortal();
});
test.afterAll(() => portal?.stop());

test("a person signs in, calls APIs, connects an app, takes access back and signs out", async ({ page, context }) => {
  const screens = portalScreens(page, portal.url);

  await test.step("the sign-in page offers the three providers", async () => {
    await screens.open("/sign-in");
    for (const provider of ["Google", "Microsoft", "GitHub"]) {
      await expect(page.getByRole("button", { name: `Continue with ${provider}` })).toBeVisible();
    }
  });

  await test.step("they sign in with GitHub as Ada and land on the home page", async () => {
    await screens.continueWith("GitHub");
    await demoProviderScreen(page).choose("Ada Lovelace");
    await page.waitForURL(`${portal.url}/`);
    await expect(page.getByRole("main")).toContainText("Ada Lovelace");
    await expect(page.getByRole("main")).toContainText("GitHub");
  });

  await test.step("the playground calls both APIs from browser code and never shows a token", async () => {
    await screens.open("/playground");
    await page.getByLabel("Path").fill("/bff/api/demo/me");
    await page.getByRole("button", { name: "Send" }).click();
    await expect(page.getByRole("status")).toContainText("200");
    await expect(page.getByRole("main")).toContainText("notes:read");
    await page.getByLabel("Path").fill("/bff/api/github/user");
    await page.getByRole("button", { name: "Send" }).click();
    await expect(page.getByRole("main")).toContainText("ada-lovelace");
    expect(await page.content()).not.toMatch(/eyJ[\w-]{20,}\.[\w-]{20,}|gho_|ptc_at_/);
  });

  await test.step("they connect Calendar Buddy, which says who asks for what, signed in as whom", async () => {
    await page.goto(portal.urls.calendarBuddy);
    await page.getByRole("button", { name: "Connect with Portico" }).click();
    await expect(page).toHaveURL(new RegExp(`^${portal.url}/consent/`));
    const main = page.getByRole("main");
    await expect(main).toContainText("Calendar Buddy");
    await expect(main).toContainText(new URL(portal.urls.calendarBuddy).hostname);
    await expect(main).toContainText("See your calendar");
    await expect(main).toContainText("Ada Lovelace");
    await screens.allow();
    await expect(page.getByRole("heading", { name: "Hello, Ada Lovelace" })).toBeVisible();
    await expect(page.getByRole("heading", { name: "This week" })).toBeVisible();
  });

  await test.step("the dashboard lists it with what it may do, since when, and last use", async () => {
    await screens.open("/connected-apps");
    await page.getByRole("link", { name: /Calendar Buddy/ }).click();
    const main = page.getByRole("main");
    await expect(main).toContainText("See your calendar");
    await expect(main).toContainText("Access granted on");
    await expect(main).toContainText("Last used");
  });

  await test.step("removing access is said on the page and ends it at once", async () => {
    await page.getByRole("link", { name: "Remove access" }).click();
    await expect(page.getByRole("main")).toContainText("What stops");
    await screens.removeAccess();
    await expect(page.getByRole("main")).toContainText("Calendar Buddy");
    await expect(page.getByRole("main")).toContainText("Calendar Buddy no longer has access");
    await page.goto(portal.urls.calendarBuddy);
    await page.getByRole("button", { name: "Refresh" }).click();
    await expect(
      page.getByRole("heading", { name: "Portico no longer lets Calendar Buddy see your calendar" }),
    ).toBeVisible();
    await screens.open("/connected-apps");
    await expect(page.getByRole("heading", { name: "No connected apps" })).toBeVisible();
  });

  await test.step("signing out ends the session on the server: the saved cookie is refused", async () => {
    const saved = await context.cookies(portal.url);
    await screens.open("/sign-out");
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page.getByRole("main")).toContainText(/signed out/i);
    await context.clearCookies();
    await context.addCookies(saved);
    const answer = await page.request.get(`${portal.url}/bff/user`, { headers: { "X-CSRF": "1" } });
    expect(answer.status()).toBe(401);
  });
});

test("cancelling at the provider shares nothing and leads back to another try", async ({ page }) => {
  const screens = portalScreens(page, portal.url);
  await screens.open("/sign-in?return_to=/connected-apps");
  await screens.continueWith("Google");
  await demoProviderScreen(page).cancel();
  await expect(page).toHaveURL(new RegExp(`^${portal.url}/error\\?code=sign_in_cancelled`));
  await expect(page.getByRole("main")).toContainText("Nothing was shared");
});

test("cancelling at the consent page tells the app no and grants nothing", async ({ page }) => {
  await page.goto(portal.urls.calendarBuddy);
  await page.getByRole("button", { name: "Connect with Portico" }).click();
  await expect(page.getByRole("main")).toContainText("Calendar Buddy");
  const screens = portalScreens(page, portal.url);
  await screens.continueWith("Microsoft");
  await demoProviderScreen(page).choose("Grace Hopper");
  await screens.cancel();
  await expect(page.getByRole("heading", { name: "You pressed Cancel, nothing was shared" })).toBeVisible();
  await screens.open("/connected-apps");
  await expect(page.getByRole("heading", { name: "No connected apps" })).toBeVisible();
});

test("a callback that is opened again starts nothing", async ({ page, browser }) => {
  const screens = portalScreens(page, portal.url);
  const callback = page.waitForRequest((request) => request.url().includes("/api/auth/callback/google"));
  await screens.open("/sign-in");
  await screens.continueWith("Google");
  await demoProviderScreen(page).choose("Alan Turing");
  const replayed = (await callback).url();
  await page.waitForURL(`${portal.url}/`);

  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(replayed);
  await expect(stranger).toHaveURL(/\/error\?code=sign_in_expired/);
  await stranger.context().close();

  await page.goto(replayed);
  await expect(page).toHaveURL(`${portal.url}/`);
});

test("two tabs sign in at once without breaking each other", async ({ context }) => {
  const one = await context.newPage();
  const two = await context.newPage();
  await portalScreens(one, portal.url).open("/sign-in?return_to=/account");
  await portalScreens(one, portal.url).continueWith("Google");
  await portalScreens(two, portal.url).open("/sign-in?return_to=/connected-apps");
  await portalScreens(two, portal.url).continueWith("GitHub");
  await demoProviderScreen(one).choose("Ada Lovelace");
  await expect(one).toHaveURL(`${portal.url}/account`);
  await demoProviderScreen(two).choose("Ada Lovelace");
  await expect(two).toHaveURL(`${portal.url}/connected-apps`);
});

test("what is pressed in the playground before its script is there waits for it", async ({ page }) => {
  const screens = portalScreens(page, portal.url);
  await screens.open("/sign-in?return_to=/playground");
  let letScriptsIn = () => {};
  const scriptsMayCome = new Promise<void>((resolve) => {
    letScriptsIn = resolve;
  });
  await page.route("**/_next/static/**/*.js", async (route) => {
    await scriptsMayCome;
    await route.continue();
  });
  await screens.continueWith("Google");
  await demoProviderScreen(page).choose("Grace Hopper");
  const send = page.getByRole("button", { name: "Send" });
  await expect(send).toBeDisabled();
  await expect(page.getByLabel("Path")).toBeDisabled();
  await expect(page.getByRole("button", { name: "Copy" })).toBeDisabled();
  letScriptsIn();
  await send.click();
  await expect(page.getByRole("status")).toContainText("200");
});

test("signing out in one tab reaches the playground in another", async ({ context }) => {
  await context.clock.install();
  const one = await context.newPage();
  const two = await context.newPage();
  const screens = portalScreens(one, portal.url);
  await screens.open("/sign-in?return_to=/playground");
  await screens.continueWith("Google");
  await demoProviderScreen(one).choose("Grace Hopper");
  await one.getByRole("button", { name: "Send" }).click();
  await expect(one.getByRole("status")).toContainText("200");
  // From here on time passes only when the test lets it: two seconds, however busy the machine is.
  await context.clock.pauseAt(Date.now() + 60_000);
  await portalScreens(two, portal.url).open("/sign-out");
  await two.getByRole("button", { name: "Sign out" }).click();
  await expect(portalScreens(two, portal.url).heading("You are signed out")).toBeVisible();
  await expect(one).toHaveURL(`${portal.url}/playground`);
  await context.clock.runFor(2_000);
  await expect(one).toHaveURL(new RegExp(`^${portal.url}/sign-in`));
});

test("an app that asks for German gets it on the sign-in and the consent page", async ({ page }) => {
  const request = new URLSearchParams({
    client_id: "calendar-buddy",
    response_type: "code",
    redirect_uri: `${portal.urls.calendarBuddy}/callback`,
    scope: "openid profile",
    // RFC 7636 appendix B
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
    ui_locales: "de",
  });
  await page.goto(`${portal.url}/oauth2/authorize?${request}`);
  await page.getByRole("button", { name: "Weiter mit GitHub" }).click();
  await demoProviderScreen(page).choose("Alan Turing");
  await expect(page.getByRole("button", { name: "Erlauben" })).toBeVisible();
});
