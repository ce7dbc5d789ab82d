import { expect, type Page, test } from "@playwright/test";
import { type RunningPortal, startPortal } from "../support/start-portal.ts";
import { demoProviderScreen } from "./screens/demo-provider.ts";
import { portalScreens } from "./screens/portal.ts";

let portal: RunningPortal;

test.beforeAll(async () => {
  portal = await startPortal();
});
test.afterAll(() => portal?.stop());

test.describe("with JavaScript off", () => {
  test.use({ javaScriptEnabled: false });

  test("people sign in, consent, take access back and sign out", async ({ page }) => {
    const screens = portalScreens(page, portal.url);
    await page.goto(portal.urls.calendarBuddy);
    await page.getByRole("button", { name: "Connect with Portico" }).click();
    await screens.continueWith("Google");
    await demoProviderScreen(page).choose("Ada Lovelace");
    await screens.allow();
    await expect(page.getByRole("heading", { name: "Hello, Ada Lovelace" })).toBeVisible();

    await screens.open("/connected-apps");
    await page.getByRole("link", { name: /Calendar Buddy/ }).click();
    await page.getByRole("link", { name: "Remove access" }).click();
    await screens.removeAccess();
    await expect(page.getByRole("heading", { name: "Calendar Buddy no longer has access" })).toBeVisible();

    await screens.open("/sign-out");
    await page.getByRole("button", { name: "Sign out" }).click();
    await screens.open("/account");
    await expect(page).toHaveURL(new RegExp(`^${portal.url}/sign-in`));
  });
});

test.describe("by keyboard alone", () => {
  /** Tabs until the control has the focus, as somebody without a mouse would. */
  async function press(page: Page, role: "button" | "link", name: string | RegExp): Promise<void> {
    const control = page.getByRole(role, { name }).first();
    await expect(control).toBeVisible();
    for (let step = 0; step < 60; step++) {
      await page.keyboard.press("Tab");
      if (await control.evaluate((element) => element === document.activeElement)) {
        await page.keyboard.press("Enter");
        return;
      }
    }
    throw new Error(`${role} ${name} can't be reached by Tab`);
  }

  test("people sign in, consent and find what they connected", async ({ page }) => {
    await page.goto(portal.urls.calendarBuddy);
    await press(page, "button", "Connect with Portico");
    await press(page, "button", "Continue with GitHub");
    await press(page, "button", "Grace Hopper");
    await press(page, "button", "Allow");
    await expect(page.getByRole("heading", { name: "Hello, Grace Hopper" })).toBeVisible();
    await page.goto(`${portal.url}/`);
    await press(page, "link", "Connected apps");
    await press(page, "link", /Calendar Buddy/);
    await expect(page.getByRole("heading", { name: "Calendar Buddy" })).toBeVisible();
  });
});
