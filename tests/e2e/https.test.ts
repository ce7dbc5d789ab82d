import { existsSync } from "node:fs";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { findFreePorts } from "../support/free-ports.ts";
import {
  type Certificate,
  type CertificateAuthority,
  createCertificateAuthority,
} from "../support/local-certificates.ts";
import { createPortalWorld, type PortalProcess, type PortalWorld } from "../support/portal-world.ts";
import { startProxy } from "../support/reverse-proxy.ts";
import { startTlsFront } from "../support/tls-front.ts";
import { demoProviderScreen } from "./screens/demo-provider.ts";
import { portalScreens } from "./screens/portal.ts";

// As it is run for others: https in front, and what browsers do only there.

const usualAuthorities = getCACertificates("default");
const stops: (() => Promise<void>)[] = [];
let authority: CertificateAuthority;
let world: PortalWorld;
let portal: PortalProcess;
let notebookUrl: string;

test.use({ ignoreHTTPSErrors: true });

test.beforeAll(async () => {
  authority = createCertificateAuthority();
  // The demo's app and API are in this process and ask Portico over TLS.
  setDefaultCACertificates([...usualAuthorities, authority.certificate]);
  const own = authority.issue("localhost", "/CN=localhost", "DNS:localhost");
  const portalPort = await findFreePorts(1);
  const notebookPort = await findFreePorts(1);
  notebookUrl = `https://localhost:${notebookPort}`;
  world = await createPortalWorld({
    scheme: "https",
    config: (config) => ({ ...config, frontendOrigins: [notebookUrl], trustedProxies: ["127.0.0.1", "::1"] }),
  });
  portal = await world.start({ port: portalPort });
  const publicPort = Number(new URL(world.publicUrl).port);
  stops.push(
    existsSync("/usr/sbin/nginx")
      ? await startDocumentedNginx(publicPort, portalPort, own)
      : await startTlsFront(publicPort, portalPort, own),
  );
  stops.push(await startTlsFront(notebookPort, Number(new URL(world.demo.urls.notebook).port), own));
});
test.afterAll(async () => {
  for (const stop of stops) await stop();
  await world?.close();
  authority?.remove();
  setDefaultCACertificates(usualAuthorities);
});

/** The example of docs/operations.md as it stands, with both of its processes being the one. */
async function startDocumentedNginx(port: number, portalPort: number, own: Certificate): Promise<() => Promise<void>> {
  const { stop } = await startProxy("nginx", "../operations/nginx.conf", port, {
    "listen 443": `listen ${port}`,
    "login.example.com": "localhost",
    "/etc/nginx/login.pem": own.certificateFile,
    "/etc/nginx/login.key": own.keyFile,
    "127.0.0.1:3000": `127.0.0.1:${portalPort}`,
    "    server 127.0.0.1:3001;\n": "",
  });
  return stop;
}

/** What the browser complains about, but for the demo's portraits: they come over http, and a page over TLS shows none such. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("img-src")) complaints.push(message.text());
  });
  return complaints;
}

async function sessionCookie(context: BrowserContext) {
  return (await context.cookies(portal.url)).find(({ name }) => name === "__Host-portico");
}

test("a person signs in, connects an app, takes access back and signs out, and no way back shows what they saw", async ({
  page,
  context,
}) => {
  const complaints = complaintsOf(page);
  const screens = portalScreens(page, portal.url);
  await screens.open("/sign-in?return_to=/playground");
  await screens.continueWith("Google");
  await demoProviderScreen(page).choose("Ada Lovelace");
  await page.waitForURL(`${portal.url}/playground`);
  // The prefix is a promise that browsers keep: of this host alone, over TLS alone (RFC 6265bis §4.1.3.2).
  expect(await sessionCookie(context)).toMatchObject({ secure: true, httpOnly: true, sameSite: "Lax", path: "/" });
  await page.getByLabel("Path").fill("/bff/api/demo/me");
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.getByRole("status")).toContainText("200");

  await page.goto(world.demo.urls.calendarBuddy);
  await page.getByRole("button", { name: "Connect with Portico" }).click();
  await screens.allow();
  await expect(page.getByRole("heading", { name: "This week" })).toBeVisible();
  await screens.open("/connected-apps");
  await page.getByRole("link", { name: /Calendar Buddy/ }).click();
  await page.getByRole("link", { name: "Remove access" }).click();
  await screens.removeAccess();
  await expect(page.getByRole("main")).toContainText("Calendar Buddy no longer has access");

  await screens.open("/account");
  await screens.open("/sign-out");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("main")).toContainText(/signed out/i);
  expect(await sessionCookie(context)).toBeUndefined();
  await page.goBack();
  await expect(page.getByRole("main")).toContainText(/not signed in|signed out/i);
  await page.goBack();
  await expect(page).toHaveURL(`${portal.url}/sign-in?return_to=%2Faccount`);
  await expect(page.getByText("Ada Lovelace")).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test("a frontend on another origin calls its API with the session, and hears of the sign-out", async ({
  page,
  context,
}) => {
  const complaints = complaintsOf(page);
  await page.goto(notebookUrl);
  await page.getByRole("button", { name: "Sign in with Portico" }).click();
  await portalScreens(page, portal.url).continueWith("Microsoft");
  await demoProviderScreen(page).choose("Grace Hopper");
  await page.waitForURL(`${notebookUrl}/`);
  await expect(page.getByText("Signed in as Grace Hopper")).toBeVisible();
  await expect(page.getByRole("list", { name: "Notes" }).getByRole("listitem").first()).toBeVisible();

  const other = await context.newPage();
  await portalScreens(other, portal.url).open("/sign-out");
  await other.getByRole("button", { name: "Sign out" }).click();
  await expect(other.getByRole("main")).toContainText(/signed out/i);
  await page.bringToFront();
  await expect(page.getByRole("button", { name: "Sign in with Portico" })).toBeVisible();
  expect(complaints).toEqual([]);
});

test("who cancels at the provider comes back to a page that says so, and may choose its colours", async ({ page }) => {
  const screens = portalScreens(page, portal.url);
  await screens.open("/sign-in");
  await page.getByRole("button", { name: "Dark", exact: true }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await screens.continueWith("GitHub");
  await demoProviderScreen(page).cancel();
  await expect(page.getByRole("heading", { name: "Sign-in cancelled" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});
