import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import type { PorticoConfig } from "#server/config/config-schema.ts";
import { createPortalWorld, type PortalProcess, type PortalWorld } from "../support/portal-world.ts";
import { type DemoPerson, demoProviderScreen } from "./screens/demo-provider.ts";
import { expectToHold, looks } from "./screens/expect-to-hold.ts";
import { portalScreens } from "./screens/portal.ts";

/** The apps' own address; the same server under another name stands for a thief's. */
let callback: string;
let appServer: Server;
const calendar = "https://api.example/calendar";
const notes = "https://api.example/notes";

/** Apps of all kinds instead of the demo's. */
function withApps(config: PorticoConfig): PorticoConfig {
  const app = (clientId: string, name: string, more: object = {}) => ({
    clientId,
    name,
    redirectUris: [callback],
    scopes: ["openid", "profile", "email", "offline_access", "calendar:read", "cat:feed", "cat:scan"],
    optionalScopes: ["email", "cat:feed"],
    resources: [calendar, notes],
    ...more,
  });
  return {
    ...config,
    resources: [
      { identifier: calendar, name: "Calendar", scopes: ["calendar:read"] },
      {
        identifier: notes,
        name: "Cat door",
        translations: { de: { name: "Katzenklappe" } },
        scopes: ["cat:feed", "cat:scan"],
      },
    ],
    apis: {},
    clients: [
      app("stranger", "Stranger", {
        termsUri: "https://stranger.example/terms",
        policyUri: "https://stranger.example/privacy",
      }),
      app("vouched", "Vouched", { reviewed: true }),
      app("house", "House", { firstParty: true }),
      app("guarded", "Guarded"),
      app("letter", "Letter", { optionalScopes: ["offline_access"] }),
    ],
    scopes: {
      "calendar:read": { title: "See your calendar", description: "Titles, times and places of your events." },
      "cat:feed": {
        title: "Feed the cat",
        description: "A handful a day.",
        sensitivity: "high",
        translations: { de: { title: "Den Kater füttern", description: "Eine Handvoll am Tag." } },
      },
    },
  };
}

let world: PortalWorld;
let portal: PortalProcess;

test.beforeAll(async () => {
  appServer = createServer((request, response) => {
    const framed = new URL(request.url ?? "", "http://localhost").searchParams.get("frame");
    response.setHeader("content-type", "text/html");
    response.end(framed ? `<iframe src="${framed}" title="bait"></iframe>` : "<h1>At the app</h1>");
  });
  await new Promise<void>((resolve) => appServer.listen(0, "127.0.0.1", resolve));
  callback = `http://localhost:${(appServer.address() as AddressInfo).port}/callback`;
  world = await createPortalWorld({ scheme: "http", config: withApps });
  portal = await world.start();
});
test.afterAll(async () => {
  appServer.close();
  await world?.close();
});

const everything = "openid profile email offline_access calendar:read cat:feed";

function authorizeUrl(clientId: string, change: Record<string, string> = {}): string {
  const request = new URLSearchParams({
    client_id: clientId,
    response_type: "code",
    redirect_uri: callback,
    scope: everything,
    state: clientId,
    // RFC 7636 appendix B
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
    // offline_access is given to those who insist on the question (OIDC Core §11).
    prompt: "consent",
    ...change,
  });
  if (!("resource" in change)) for (const resource of [calendar, notes]) request.append("resource", resource);
  for (const [name, value] of [...request]) if (value === "") request.delete(name);
  return `${portal.url}/oauth2/authorize?${request}`;
}

async function signedIn(context: BrowserContext, person: DemoPerson = "Ada Lovelace"): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${portal.url}/sign-in`);
  await page.getByRole("button", { name: /Google/ }).click();
  await demoProviderScreen(page).choose(person);
  await page.waitForURL(`${portal.url}/`);
  return page;
}

async function answerAtApp(page: Page): Promise<URLSearchParams> {
  await expect(page.getByRole("heading", { name: "At the app" })).toBeVisible();
  return new URL(page.url()).searchParams;
}

test("the question says who asks, for what, for how long and as whom, and the answer gives only what stays ticked", async ({
  context,
}) => {
  const page = await signedIn(context);
  const screens = portalScreens(page, portal.url);
  await page.goto(authorizeUrl("stranger"));
  const main = page.getByRole("main");
  await expect(screens.heading("Allow Stranger to use your account?")).toBeVisible();
  for (const said of [
    `The answer goes to a program on this computer (${new URL(callback).host})`,
    "First time",
    "Not reviewed by Portico. Any program on this computer can ask in this name.",
    "up to 180 days",
    "Signed in as",
    "ada@lovelace.example",
  ]) {
    await expect(main).toContainText(said);
  }
  const groups = main.getByRole("group");
  await expect(groups).toHaveCount(3);
  await expect(main.getByRole("group", { name: "Your profile" })).toContainText("See your e-mail address");
  await expect(main.getByRole("group", { name: "Calendar" })).toContainText("See your calendar");
  await expect(main.getByRole("group", { name: "Cat door" })).toContainText("Far-reaching");
  // Required ones have no box.
  await expect(main.getByRole("checkbox")).toHaveCount(2);
  for (const [name, href] of [
    ["Terms of Stranger", "https://stranger.example/terms"],
    ["Privacy policy of Stranger", "https://stranger.example/privacy"],
  ] as const) {
    await expect(main.getByRole("link", { name })).toHaveAttribute("href", href);
  }
  await main.getByRole("checkbox", { name: /Feed the cat/ }).uncheck();
  await screens.allow();
  expect((await answerAtApp(page)).get("code")).toMatch(/^ptc_ac_/);

  await screens.open("/connected-apps");
  await page.getByRole("link", { name: "Stranger" }).click();
  await expect(main).toContainText("See your e-mail address");
  await expect(main).not.toContainText("Feed the cat");
});

test("a remembered answer is not asked for again, and more is asked for alone", async ({ context }) => {
  const page = await signedIn(context, "Grace Hopper");
  const screens = portalScreens(page, portal.url);
  const few = { scope: "openid profile", prompt: "", resource: "" };
  await page.goto(authorizeUrl("stranger", few));
  await screens.allow();
  await answerAtApp(page);

  await page.goto(authorizeUrl("stranger", few));
  expect((await answerAtApp(page)).get("code")).toMatch(/^ptc_ac_/);

  await page.goto(authorizeUrl("stranger", { ...few, scope: "openid profile calendar:read", resource: calendar }));
  const main = page.getByRole("main");
  await expect(main).toContainText("You have used this app before");
  await expect(main).toContainText("See your calendar");
  await expect(main).not.toContainText("See your profile");
  await expect(main).toContainText("While you use the app");
});

test("access while away is a line of its own, also when it is all that is asked, and is said when it was allowed before", async ({
  context,
}) => {
  const page = await signedIn(context, "Alan Turing");
  const screens = portalScreens(page, portal.url);
  const main = page.getByRole("main");
  const ask = (scope: string) => page.goto(authorizeUrl("letter", { scope, prompt: "", resource: calendar }));
  await ask("openid");
  await expect(main).toContainText("While you use the app");
  await screens.allow();
  await answerAtApp(page);

  await ask("openid offline_access");
  await expect(main.getByText("will be able to")).toHaveCount(0);
  await expect(main.getByRole("checkbox", { name: /Keep access while you are away/ })).toBeChecked();
  await expect(main).toContainText("With this ticked, for up to 180 days");
  await screens.allow();
  await answerAtApp(page);

  await ask("openid offline_access calendar:read");
  await expect(main).toContainText("See your calendar");
  await expect(main.getByRole("checkbox")).toHaveCount(0);
  await expect(main).toContainText("Also while you are away, for up to 180 days");
});

for (const { width, colorScheme, locale } of looks) {
  test(`the question holds with access while away at ${width} px, ${colorScheme}, ${locale}`, async ({ browser }) => {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, locale });
    const page = await context.newPage();
    await page.goto(authorizeUrl("letter", { scope: "openid offline_access cat:feed" }));
    await page.locator("button", { hasText: "Google" }).click();
    await demoProviderScreen(page).choose("Grace Hopper");
    await expectToHold(page, "/consent with all of it");
    await page.goto(authorizeUrl("letter", { scope: "openid offline_access", prompt: "", resource: "" }));
    await expectToHold(page, "/consent with a box for access while away");
    await page.goto(authorizeUrl("stranger", { scope: "openid offline_access", prompt: "", resource: "" }));
    await expectToHold(page, "/consent of a stranger");
    await context.close();
  });
}

test("an app that the operator vouches for says so, and the house's own asks nothing", async ({ context }) => {
  const page = await signedIn(context);
  await page.goto(authorizeUrl("vouched"));
  await expect(page.getByRole("main")).toContainText("Reviewed by Portico");
  await expect(page.getByRole("main")).not.toContainText("Not reviewed");
  await page.goto(authorizeUrl("house"));
  expect((await answerAtApp(page)).get("code")).toMatch(/^ptc_ac_/);
});

test("the question and its scopes are in the person's language", async ({ browser }) => {
  const context = await browser.newContext({ locale: "de-DE" });
  const page = await signedIn(context);
  await page.goto(authorizeUrl("vouched", { scope: `${everything} cat:scan` }));
  const main = page.getByRole("main");
  for (const said of ["Ihre E-Mail-Adresse sehen", "Den Kater füttern", "Eine Handvoll am Tag.", "bis zu 180 Tage"]) {
    await expect(main).toContainText(said);
  }
  const door = main.getByRole("group", { name: "Katzenklappe" });
  await expect(door).toContainText("cat:scan");
  await expect(door).toContainText("Niemand hat diese Berechtigung beschrieben.");
  await expect(page.getByRole("button", { name: "Erlauben" })).toBeVisible();
  await expect(page).toHaveTitle(/^Zugriff erlauben/);
  await context.close();
});

test("a person can answer as somebody else, who is then asked", async ({ context }) => {
  const page = await signedIn(context);
  const screens = portalScreens(page, portal.url);
  await page.goto(authorizeUrl("vouched"));
  await page.getByRole("link", { name: "Use another account" }).click();
  await expect(screens.heading("Choose an account")).toBeVisible();
  await screens.continueWith("GitHub");
  await demoProviderScreen(page).choose("Alan Turing");
  await expect(page).toHaveURL(/\/consent\//);
  await expect(page.getByRole("main")).toContainText("alan@");
  await screens.allow();
  await answerAtApp(page);
  await screens.open("/connected-apps");
  await expect(page.getByRole("link", { name: "Vouched" })).toBeVisible();
  await expect(page.getByRole("banner")).toContainText("Alan Turing");
});

test("two questions in two tabs can be answered in any order", async ({ context }) => {
  const first = await signedIn(context);
  const second = await context.newPage();
  await first.goto(authorizeUrl("stranger", { state: "one" }));
  await second.goto(authorizeUrl("vouched", { state: "two" }));
  await portalScreens(first, portal.url).allow();
  expect((await answerAtApp(first)).get("state")).toBe("one");
  await portalScreens(second, portal.url).allow();
  expect((await answerAtApp(second)).get("state")).toBe("two");
});

test("a question that is gone leads back to its app, from every page on the way", async ({ context, browser }) => {
  const page = await signedIn(context);
  await page.goto(authorizeUrl("stranger", { state: "a state" }));
  const question = page.url();
  const openStill = await context.newPage();
  await openStill.goto(question);
  await portalScreens(page, portal.url).cancel();
  await answerAtApp(page);

  // The same page in another tab, answered too late.
  await portalScreens(openStill, portal.url).allow();
  await expect(openStill).toHaveURL(/\/error\?code=interaction_expired/);
  await expectToHold(openStill, "interaction_expired");
  await openStill.getByRole("link", { name: "Back to Stranger" }).click();
  const told = await answerAtApp(openStill);
  expect([told.get("error"), told.get("state"), told.get("iss")]).toEqual(["access_denied", "a state", portal.url]);

  // In another browser, where nobody is signed in: before signing in, and after it.
  const elsewhere = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  const path = question.slice(portal.url.length);
  await elsewhere.goto(`${portal.url}/sign-in?${new URLSearchParams({ return_to: path })}`);
  await expect(elsewhere.getByRole("main")).toContainText("The request of Stranger is no longer valid.");
  await expect(elsewhere.getByRole("link", { name: "Back to Stranger" })).toBeVisible();
  await portalScreens(elsewhere, portal.url).continueWith("Google");
  await demoProviderScreen(elsewhere).choose("Grace Hopper");
  await expect(elsewhere).toHaveURL(/\/error\?code=interaction_expired/);
  await expect(elsewhere.getByRole("link", { name: "Back to Stranger" })).toBeVisible();
  await elsewhere.context().close();
});

test("a sign-in that fails on the way to a question offers another try, and the way back to its app", async ({
  page,
}) => {
  await page.goto(authorizeUrl("stranger"));
  await portalScreens(page, portal.url).continueWith("Google");
  await demoProviderScreen(page).cancel();
  await expect(page.getByRole("link", { name: "Back to Stranger" })).toBeVisible();
  await page.getByRole("link", { name: "Try again" }).click();
  await expect(page.getByRole("heading", { name: "Continue to Stranger" })).toBeVisible();
});

test("the question can't be framed", async ({ context }) => {
  const page = await signedIn(context);
  await page.goto(authorizeUrl("vouched"));
  const question = page.url();
  const thief = callback
    .replace("localhost", "127.0.0.1")
    .replace("/callback", `/?${new URLSearchParams({ frame: question })}`);
  const refused = page.waitForEvent("console", (message) => /frame-ancestors|X-Frame-Options/.test(message.text()));
  await page.goto(thief);
  await refused;
  await expect(page.frameLocator("iframe").getByRole("button", { name: "Allow" })).toHaveCount(0);
});

test("another browser's question is not shown, and a forged answer grants nothing", async ({ context, browser }) => {
  const page = await signedIn(context);
  await page.goto(authorizeUrl("guarded"));
  const question = new URL(page.url()).pathname;
  const formToken = await page.locator("input[name=form_token]").inputValue();

  const elsewhere = await browser.newContext();
  const stranger = await signedIn(elsewhere, "Grace Hopper");
  await stranger.goto(portal.url + question);
  await expect(stranger).toHaveURL(/\/error\?code=interaction_expired/);
  const answers = [
    { who: stranger, form: { decision: "allow", form_token: formToken }, origin: portal.url, expected: 303 },
    { who: page, form: { decision: "allow", form_token: "1.forged" }, origin: portal.url, expected: 303 },
    { who: page, form: { decision: "allow", form_token: formToken }, origin: "https://thief.example", expected: 403 },
  ];
  for (const { who, form, origin, expected } of answers) {
    const answer = await who.request.post(`${portal.url}${question}/decision`, {
      form,
      headers: { origin },
      maxRedirects: 0,
    });
    expect(answer.status()).toBe(expected);
    expect(answer.headers()["location"] ?? "/error?code=csrf_token_invalid").toMatch(
      /^\/error\?code=csrf_token_invalid/,
    );
  }
  await page.goto(`${portal.url}/connected-apps`);
  await expect(page.getByRole("link", { name: "Guarded" })).toHaveCount(0);
  await elsewhere.close();
});
