import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { startInstantProvider } from "../support/instant-provider.ts";
import { type RunningPortal, startPortal } from "../support/start-portal.ts";
import { type DemoPerson, demoProviderScreen } from "./screens/demo-provider.ts";
import { expectToHold, looks } from "./screens/expect-to-hold.ts";
import { portalScreens } from "./screens/portal.ts";

let portal: RunningPortal;

test.beforeAll(async () => {
  portal = await startPortal({ env: { PORTICO_ADMINS: "ada@lovelace.example" } });
});
test.afterAll(() => portal?.stop());

async function signInAs(context: BrowserContext, name: DemoPerson, path: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${portal.url}/sign-in?return_to=${encodeURIComponent(path)}`);
  await portalScreens(page, portal.url).continueWith("Google");
  await demoProviderScreen(page).choose(name);
  await page.waitForURL(portal.url + path);
  return page;
}

test("an administrator disables a person, who is refused at their next step in another browser", async ({
  browser,
}) => {
  const grace = await signInAs(await browser.newContext(), "Grace Hopper", "/account");
  await expect(grace.getByRole("link", { name: "Administration" })).toHaveCount(0);
  const ada = await signInAs(await browser.newContext({ javaScriptEnabled: false }), "Ada Lovelace", "/");
  await ada.getByRole("link", { name: "Administration" }).click();
  await ada.getByRole("link", { name: "People" }).first().click();
  await ada.getByRole("searchbox").fill("hop");
  await ada.getByRole("button", { name: "Filter" }).click();
  await ada.getByRole("link", { name: "Grace Hopper" }).click();
  await ada.getByRole("link", { name: "Disable" }).click();
  await expect(ada.getByRole("heading", { name: "Disable Grace Hopper?" })).toBeVisible();
  await ada.getByRole("button", { name: "Disable" }).click();
  await expect(ada.getByRole("status")).toContainText(/Grace Hopper is disabled\.\s*Ended: 1 session\./);

  await grace.goto(`${portal.url}/account`);
  await expect(grace).toHaveURL(/\/sign-in\?return_to=%2Faccount/);
  await portalScreens(grace, portal.url).continueWith("Google");
  await demoProviderScreen(grace).choose("Grace Hopper");
  await expect(grace).toHaveURL(/\/error\?code=account_disabled/);

  await ada.getByRole("button", { name: "Enable again" }).click();
  await expect(ada.getByRole("status")).toContainText("Grace Hopper can sign in again.");
  await ada.goto(`${portal.url}/admin/audit?kind=account.disabled`);
  await expect(ada.getByRole("main")).toContainText("Account disabled");
  await ada.context().close();
  await grace.context().close();
});

test("a provider's secret that was wrong is changed, and a person signs in at once in another browser", async ({
  browser,
}) => {
  const corp = await startInstantProvider(`${portal.url}/api/auth/callback/corp`, {
    ...{ sub: "edith", name: "Edith Clarke", email: "edith@corp.example", email_verified: true },
  });
  const ada = await signInAs(
    await browser.newContext({ javaScriptEnabled: false }),
    "Ada Lovelace",
    "/admin/providers",
  );
  await ada.getByRole("link", { name: "Add a provider" }).click();
  await ada.getByRole("link", { name: /OpenID Connect/ }).click();
  await ada.getByLabel("ID", { exact: true }).fill("corp");
  await ada.getByLabel("Name").fill("Corp");
  await ada.getByLabel("Issuer").fill(corp.issuer);
  await ada.getByLabel("Client ID").fill(corp.clientId);
  await ada.getByLabel("Client secret").fill("mistyped");
  await ada.getByText("Details", { exact: true }).click();
  await ada.getByLabel("It is in a private network").check();
  await ada.getByRole("button", { name: "Add the provider" }).click();
  await expect(ada.getByRole("status")).toContainText("corp was made.");

  const edith = await (await browser.newContext()).newPage();
  await edith.goto(`${portal.url}/sign-in?return_to=/account`);
  await portalScreens(edith, portal.url).continueWith("Corp");
  await expect(edith).toHaveURL(/\/error\?/);

  await ada.getByRole("link", { name: "Change" }).click();
  await ada.getByLabel("Client secret").fill(corp.clientSecret);
  await ada.getByRole("button", { name: "Save" }).click();
  await expect(ada.getByRole("status")).toContainText("corp was changed.");

  await edith.goto(`${portal.url}/sign-in?return_to=/account`);
  await portalScreens(edith, portal.url).continueWith("Corp");
  await edith.waitForURL(`${portal.url}/account`);
  await expect(edith.getByRole("main")).toContainText("Edith Clarke");

  // What the provider gave is gone with it.
  await ada.getByRole("link", { name: "Delete" }).click();
  await ada.getByLabel("End what people have by it, too").check();
  await ada.getByRole("button", { name: "Delete" }).click();
  await edith.goto(`${portal.url}/account`);
  await expect(edith).toHaveURL(/\/sign-in/);
  await ada.context().close();
  await edith.context().close();
  await corp.close();
});

test("a policy that narrows is previewed by name, and refuses a person at their next step in another browser", async ({
  browser,
}) => {
  const grace = await signInAs(await browser.newContext(), "Grace Hopper", "/account");
  const ada = await signInAs(await browser.newContext({ javaScriptEnabled: false }), "Ada Lovelace", "/admin/policy");
  await ada.getByRole("link", { name: "Change" }).click();
  await ada.getByLabel("E-mail domains").fill("lovelace.example");
  await ada.getByRole("button", { name: "See who loses access" }).click();
  await expect(ada.getByRole("main")).toContainText(/1 person loses access/);
  await expect(ada.getByRole("main")).toContainText("Grace Hopper");
  await ada.getByRole("button", { name: "Set the policy" }).click();
  await expect(ada.getByRole("status")).toContainText("The policy is set. 1 person lost access.");

  await grace.goto(`${portal.url}/account`);
  await expect(grace).toHaveURL(/\/sign-in/);
  await portalScreens(grace, portal.url).continueWith("Google");
  await demoProviderScreen(grace).choose("Grace Hopper");
  await expect(grace).toHaveURL(/\/error\?code=not_allowed_to_sign_in/);

  await ada.getByRole("link", { name: "Change" }).click();
  await ada.getByLabel("E-mail domains").fill("");
  await ada.getByRole("button", { name: "See who loses access" }).click();
  await ada.getByRole("button", { name: "Set the policy" }).click();
  await expect(ada.getByRole("status")).toContainText("No person lost access.");
  await grace.goto(`${portal.url}/sign-in?return_to=/account`);
  await portalScreens(grace, portal.url).continueWith("Google");
  await demoProviderScreen(grace).choose("Grace Hopper");
  await grace.waitForURL(`${portal.url}/account`);
  await ada.context().close();
  await grace.context().close();
});

test("a person without a role is refused, and finds no way in", async ({ browser }) => {
  const page = await signInAs(await browser.newContext(), "Grace Hopper", "/account");
  for (const path of ["/admin", "/admin/people", "/admin/audit", "/admin/audit/export?format=csv"]) {
    await page.goto(portal.url + path);
    await expect(page, path).toHaveURL(/\/error\?code=admin_not_allowed/);
  }
  await page.context().close();
});

for (const { width, colorScheme, locale } of looks) {
  test(`the console holds at ${width} px, ${colorScheme}, in ${locale}`, async ({ browser }) => {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme, locale: "en-GB" });
    const page = await signInAs(context, "Ada Lovelace", "/admin/people");
    const person = (await page.getByRole("link", { name: "Ada Lovelace" }).last().getAttribute("href")) ?? "";
    await page.setExtraHTTPHeaders({ "accept-language": locale });
    const paths = ["/admin", "/admin/people", person, `${person}?ask=sign-out`, "/admin/sessions", "/admin/grants"];
    const forms = ["/admin/policy?edit", "/admin/invitations/new", `${person}?ask=give-role`, "/admin/contain"];
    const lists = ["/admin/policy", "/admin/invitations", "/admin/audit", "/admin/audit?user=&outcome=failure"];
    for (const path of [...paths, ...forms, ...lists]) {
      await page.goto(portal.url + path);
      await expectToHold(page, path);
    }
    await context.close();
  });
}
