import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { type RunningPortal, startPortal } from "../support/start-portal.ts";
import { demoProviderScreen } from "./screens/demo-provider.ts";
import { expectToHold, looks } from "./screens/expect-to-hold.ts";
import { portalScreens } from "./screens/portal.ts";

// A frontend on another origin, with portico/client as it is shipped: demo/notebook.

let portal: RunningPortal;

test.beforeAll(async () => {
  portal = await startPortal();
});
test.afterAll(() => portal?.stop());

const signInButton = (page: Page) => page.getByRole("button", { name: "Sign in with Portico" });
const notes = (page: Page) => page.getByRole("list", { name: "Notes" }).getByRole("listitem");

async function signIn(page: Page): Promise<void> {
  await page.goto(portal.urls.notebook);
  await signInButton(page).click();
  await portalScreens(page, portal.url).continueWith("Google");
  await demoProviderScreen(page).choose("Ada Lovelace");
  await page.waitForURL(`${portal.urls.notebook}/`);
  await expect(page.getByText("Signed in as Ada Lovelace")).toBeVisible();
}

/** In the pages of this context time passes only when the test lets it: two seconds, however busy the machine is. */
async function stopClocks({ clock }: BrowserContext): Promise<{ passTwoSeconds(): Promise<void> }> {
  const now = Date.now();
  await clock.install({ time: now });
  await clock.pauseAt(now + 1_000);
  return { passTwoSeconds: () => clock.runFor(2_000) };
}

test("a person signs in, finds their notes, adds one by keyboard and signs out, in every tab", async ({
  page,
  context,
}) => {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await signIn(page);
  await expect(notes(page)).toHaveCount(2);
  await page.getByRole("textbox", { name: "New note" }).focus();
  await page.keyboard.type("<b>Tea</b> with Charles");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status")).toHaveText("Noted.");
  await expect(notes(page).first()).toContainText("<b>Tea</b> with Charles");
  await expect(page.getByRole("textbox", { name: "New note" })).toHaveValue("");

  const other = await context.newPage();
  await other.goto(portal.urls.notebook);
  await expect(notes(other)).toHaveCount(3);
  await page.getByRole("button", { name: "Sign out" }).click();
  for (const tab of [page, other]) {
    await expect(signInButton(tab)).toBeVisible();
    await expect(notes(tab)).toHaveCount(0);
  }
  await page.goto(`${portal.url}/account`);
  await expect(page).toHaveURL(/\/sign-in/);
  expect(complaints).toEqual([]);
});

test("a sign-out in the portal reaches it within two seconds, and nothing of the person stays", async ({ browser }) => {
  const context = await browser.newContext();
  const { passTwoSeconds } = await stopClocks(context);
  const page = await context.newPage();
  await signIn(page);
  await expect(notes(page)).not.toHaveCount(0);
  const account = await context.newPage();
  await account.goto(`${portal.url}/sign-out`);
  await account.getByRole("main").getByRole("button", { name: "Sign out" }).click();
  await expect(account.getByRole("heading", { level: 1 })).toContainText("signed out");
  await page.bringToFront();
  await passTwoSeconds();
  await expect(signInButton(page)).toBeVisible();
  await expect(page.getByText("Ada Lovelace")).toHaveCount(0);
  await context.close();
});

test("it warns before the session ends, and the session goes on when the person says so", async ({ browser }) => {
  const context = await browser.newContext();
  // No look between the warning and the click.
  const { passTwoSeconds } = await stopClocks(context);
  const page = await context.newPage();
  await signIn(page);
  await page.route(/\/bff\/user\?.*slide=false/, async (route) => {
    const response = await route.fetch();
    const claims = (await response.json()) as { type: string; value: unknown }[];
    for (const claim of claims) if (claim.type === "bff:session_expires_in") claim.value = 45;
    await route.fulfill({ response, json: claims });
  });
  await passTwoSeconds();
  const warning = page.getByRole("alert");
  await expect(warning).toContainText("Your session ends soon");
  const extended = page.waitForRequest(/slide=true/);
  await warning.getByRole("button", { name: "Stay signed in" }).click();
  await extended;
  await expect(warning).toBeHidden();
  await context.close();
});

test("it says what is missing when the portal or the API fails", async ({ page }) => {
  await signIn(page);
  const status = page.getByRole("status");
  const note = page.getByRole("textbox", { name: "New note" });
  await page.route(/\/bff\/api\/demo\/notes/, (route) => route.fulfill({ status: 502, body: "" }));
  await note.fill("kept");
  await note.press("Enter");
  await expect(status).toHaveText(/does not answer|answered 502/);
  await expect(note).toHaveValue("kept");
  await page.route(/\/bff\/user/, (route) => route.abort());
  await page.reload();
  await expect(page.getByText("Portico does not answer yet.")).toBeVisible();
  await page.unrouteAll();
  await expect(page.getByText("Signed in as Ada Lovelace")).toBeVisible();
});

for (const { width, colorScheme } of looks) {
  test(`it holds at ${width} px in ${colorScheme} colours, signed in or not`, async ({ browser }) => {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
    const page = await context.newPage();
    await page.goto(portal.urls.notebook);
    await expect(signInButton(page)).toBeVisible();
    await expectToHold(page, "Notebook, signed out");
    await signIn(page);
    await expect(notes(page)).not.toHaveCount(0);
    await page.evaluate(() => document.getElementById("warning")?.removeAttribute("hidden"));
    await expectToHold(page, "Notebook, signed in");
    await context.close();
  });
}
