import { type BrowserContext, expect, type Locator, type Page, test } from "@playwright/test";
import { type RunningPortal, startPortal } from "../support/start-portal.ts";
import { demoProviderScreen } from "./screens/demo-provider.ts";
import { expectToHold, looks } from "./screens/expect-to-hold.ts";
import { portalScreens } from "./screens/portal.ts";

let portal: RunningPortal;
let signedIn: Awaited<ReturnType<BrowserContext["storageState"]>>;
let consentPath: string;
let appPath: string;

test.beforeAll(async ({ browser }) => {
  portal = await startPortal();
  const page = await (await browser.newContext()).newPage();
  await page.goto(portal.urls.calendarBuddy);
  await page.getByRole("button", { name: "Connect with Portico" }).click();
  await portalScreens(page, portal.url).continueWith("Google");
  await demoProviderScreen(page).choose("Ada Lovelace");
  await page.waitForURL(`${portal.url}/consent/**`);
  await portalScreens(page, portal.url).allow();
  await page.goto(`${portal.url}/connected-apps`);
  appPath = (await page.getByRole("link", { name: "Calendar Buddy" }).getAttribute("href")) ?? "";
  // A second question, left open: the consent page to look at. Calendar Buddy forgets Ada first, so that it asks again.
  await page.context().clearCookies({ name: /^calendar-buddy/ });
  await page.goto(portal.urls.calendarBuddy);
  await page.getByRole("button", { name: "Connect with Portico" }).click();
  await page.waitForURL(`${portal.url}/consent/**`);
  consentPath = new URL(page.url()).pathname;
  signedIn = await page.context().storageState();
  await page.context().close();
});
test.afterAll(() => portal?.stop());

const nobody = [
  "/",
  "/sign-in",
  "/sign-out",
  "/nothing-here",
  "/error?code=provider_unreachable&provider=google&ref=abc-1",
];
const somebody = () => [
  "/",
  "/sign-in?prompt=login&return_to=/account",
  "/sign-in/connect?provider=github&connect=1&return_to=/playground",
  "/sign-out",
  "/connected-apps",
  appPath,
  `${appPath}?remove`,
  "/account",
  "/account/sessions",
  "/account/activity",
  "/playground",
  // Forward auth's own page, in place of an app that isn't open to this person.
  "/oauth2/auth?allowed_groups=nobody",
  consentPath,
];

for (const { width, colorScheme, locale } of looks) {
  test(`every page holds at ${width} px, ${colorScheme}, in ${locale}`, async ({ browser }) => {
    test.setTimeout(180_000);
    const look = { viewport: { width, height: 800 }, colorScheme, locale };
    const visits = [
      { paths: nobody, context: await browser.newContext(look) },
      { paths: somebody(), context: await browser.newContext({ ...look, storageState: signedIn }) },
    ];
    for (const { paths, context } of visits) {
      const page = await context.newPage();
      const mistakes = collectMistakes(page);
      const titles = new Set<string>();
      for (const path of paths) {
        await page.goto(portal.url + path);
        await expectToHold(page, path);
        titles.add(await page.title());
      }
      expect(titles.size, "each page has a title of its own").toBe(paths.length);
      expect(mistakes).toEqual([]);
      await context.close();
    }
  });
}

/** Script errors and refused content: a page that breaks its own content security policy says so in the console. */
function collectMistakes(page: Page): string[] {
  const mistakes: string[] = [];
  page.on("pageerror", (error) => mistakes.push(error.message));
  page.on("console", (message) => {
    // The page itself may say that it failed: the error page has the failure's status. What it loads may not.
    const ownStatus = /the server responded with a status of [45]/.test(message.text());
    const expected = ownStatus && message.location().url === page.url();
    if (message.type() === "error" && !expected) mistakes.push(message.text());
  });
  return mistakes;
}

test("without JavaScript a person signs in, reviews an app, removes it, ends sessions and signs out", async ({
  browser,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const screens = portalScreens(page, portal.url);
  await page.goto(portal.urls.calendarBuddy);
  await page.getByRole("button", { name: "Connect with Portico" }).click();
  await expect(screens.heading("Continue to Calendar Buddy")).toBeVisible();
  await screens.continueWith("GitHub");
  await demoProviderScreen(page).choose("Grace Hopper");
  await page.getByRole("checkbox", { name: /See your e-mail address/ }).uncheck();
  await screens.allow();
  await screens.open("/connected-apps");
  await page.getByRole("link", { name: "Calendar Buddy" }).click();
  await expect(page.getByRole("main")).not.toContainText("See your e-mail address");
  await page.getByRole("link", { name: "Remove access" }).click();
  await page.getByRole("button", { name: "Remove access" }).click();
  await expect(screens.heading("Calendar Buddy no longer has access")).toBeVisible();

  await screens.open("/account/sessions");
  await page.getByRole("button", { name: "Dark", exact: true }).click();
  await expect(page).toHaveURL(`${portal.url}/account/sessions`);
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");

  await page.getByRole("main").getByRole("link", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(screens.heading("You are signed out")).toBeVisible();
  await expect(page.getByRole("main")).toContainText("You may still be signed in at GitHub");
  await screens.open("/account");
  await expect(screens.heading("Sign in to Portico")).toBeVisible();
  await expect(page.getByRole("button", { name: "Continue with GitHub" })).toContainText("Last used");
  await context.close();
});

test("a person ends their other sessions and stays signed in", async ({ browser }) => {
  const here = await signInAs(await browser.newContext());
  const elsewhere = await signInAs(await browser.newContext());
  await here.goto(`${portal.url}/account/sessions`);
  await here.getByRole("button", { name: "Sign out everywhere else" }).click();
  await expect(here.getByRole("status")).toContainText("ended");
  await expect(here.getByRole("main")).toContainText("You are signed in here and nowhere else.");
  await elsewhere.goto(`${portal.url}/account`);
  await expect(elsewhere).toHaveURL(/\/sign-in\?return_to=%2Faccount/);
  await here.context().close();
  await elsewhere.context().close();
});

test("a form of another session is refused and changes nothing", async ({ browser }) => {
  const person = await signInAs(await browser.newContext());
  const forged = await person.request.post(`${portal.url}/account/sessions/end-others`, {
    form: { form_token: "1.forged" },
    headers: { origin: portal.url },
    maxRedirects: 0,
  });
  expect(forged.status()).toBe(303);
  expect(forged.headers()["location"]).toMatch(/^\/error\?code=csrf_token_invalid/);
  await person.context().close();
});

test("a receipt that the portal did not issue is not shown", async ({ browser }) => {
  const context = await browser.newContext();
  const payload = Buffer.from('{"providerId":"x","providerName":"Evil","upstream":[]}').toString("base64url");
  await context.addCookies([{ name: "portico-receipt", value: `signed-out~${payload}~1.x`, url: portal.url }]);
  const page = await context.newPage();
  await page.goto(`${portal.url}/sign-out`);
  await expect(portalScreens(page, portal.url).heading("You are not signed in")).toBeVisible();
  await context.close();
});

test("a portrait or a logo that doesn't load leaves the initials, and nothing that looks broken", async ({
  browser,
}) => {
  const context = await browser.newContext({ storageState: signedIn });
  await context.route(
    (url) => url.origin !== portal.url,
    (route) => route.abort(),
  );
  const page = await context.newPage();
  for (const path of ["/account", appPath]) {
    await page.goto(portal.url + path);
    const picture = page.getByRole("main").locator("img").first();
    const clip = await cornerOf(picture.locator(".."));
    const failed = await page.screenshot({ clip });
    await picture.evaluate((element) => {
      element.style.visibility = "hidden";
    });
    expect(failed).toEqual(await page.screenshot({ clip }));
  }
  await context.close();
});

/** Where Chromium draws its torn page, between the edge and the initials, whose smoothing differs with what lies over them. */
async function cornerOf(frame: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await frame.boundingBox();
  if (!box) throw new Error("it isn't shown");
  return {
    x: box.x + box.width * 0.16,
    y: box.y + box.height * 0.16,
    width: box.width * 0.1,
    height: box.height * 0.1,
  };
}

async function signInAs(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${portal.url}/sign-in`);
  await portalScreens(page, portal.url).continueWith("Microsoft");
  await demoProviderScreen(page).choose("Alan Turing");
  await page.waitForURL(`${portal.url}/`);
  return page;
}
