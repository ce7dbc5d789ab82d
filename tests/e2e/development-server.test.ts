import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { createProxyMiddleware, type Options } from "http-proxy-middleware";
import { findFreePorts } from "../support/free-ports.ts";
import { type RunningPortal, startPortal } from "../support/start-portal.ts";
import { demoProviderScreen } from "./screens/demo-provider.ts";
import { portalScreens } from "./screens/portal.ts";

// A frontend as its development server serves it, which passes /bff on to the portal: http-proxy-middleware, as Vite's and
// webpack's servers have it.

const files = join(import.meta.dirname, "../../dist/browser");
const html = `<!doctype html><html lang="en"><title>dev</title><h1 id="who">?</h1><p id="error"></p><p id="posted"></p>
  <button id="in">Sign in</button><button id="post">Post</button><a id="link" href="/bff/login?returnUrl=/deep?x=1">Link</a>
  <a id="out">Out</a>
  <script type="module">
    import { createBff } from "/portico/index.js";
    const find = (id) => document.getElementById(id);
    const bff = createBff();
    bff.on("error", (error) => { find("error").textContent = error ? error.code + ": " + error.message : ""; });
    const show = (user) => {
      find("who").textContent = user?.name ?? "nobody";
      if (user) find("out").href = user.claims["bff:logout_url"] + "&returnUrl=/bye";
    };
    bff.on("change", show);
    bff.user().then(show, () => {});
    find("in").onclick = () => bff.login();
    find("post").onclick = async () => {
      const body = JSON.stringify({ text: "From the development server" });
      const answer = await bff.fetch("/bff/api/demo/notes", { method: "POST", headers: { "content-type": "application/json" }, body });
      find("posted").textContent = answer.status;
    };
  </script></html>`;

let portalUrl: string;
const ways: Record<string, Options> = {
  "changeOrigin false": { changeOrigin: false },
  "changeOrigin true": { changeOrigin: true },
  "changeOrigin true with X-Forwarded-Host": { changeOrigin: true, xfwd: true },
};
const directory = mkdtempSync(join(tmpdir(), "portico-development-"));
const servers: Server[] = [];
const origins: Record<string, string> = {};
let unlisted: string;
let portal: RunningPortal;

async function serve(options: Options): Promise<string> {
  const pass = createProxyMiddleware({ target: portalUrl, pathFilter: "/bff", ...options });
  const server = createServer((request, response) => {
    const path = (request.url ?? "").split("?")[0] ?? "";
    if (path.startsWith("/bff")) return void pass(request, response);
    const script = path.startsWith("/portico/");
    response.setHeader("content-type", script ? "text/javascript" : "text/html");
    response.end(script ? readFileSync(join(files, path.slice("/portico/".length))) : html);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  return `http://localhost:${(server.address() as { port: number }).port}`;
}

test.beforeAll(async () => {
  const port = await findFreePorts(5);
  portalUrl = `http://localhost:${port}`;
  for (const [way, options] of Object.entries(ways)) origins[way] = await serve(options);
  unlisted = await serve({ changeOrigin: true });
  const config = join(directory, "portico.config.mjs");
  writeFileSync(config, `export default { frontendOrigins: ${JSON.stringify(Object.values(origins))} };\n`);
  portal = await startPortal({ port, config });
});
test.afterAll(async () => {
  await portal?.stop();
  rmSync(directory, { recursive: true, force: true });
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

async function signInAtPortal(page: Page): Promise<void> {
  await page.waitForURL(`${portalUrl}/sign-in**`);
  await portalScreens(page, portalUrl).continueWith("Google");
  await demoProviderScreen(page).choose("Ada Lovelace");
}

for (const way of Object.keys(ways)) {
  test(`signing in, calls and links work through a proxy with ${way}, and lead back`, async ({ page }) => {
    const origin = origins[way] ?? "";
    await page.goto(`${origin}/notes?a=1#b`);
    await expect(page.locator("#who")).toHaveText("nobody");
    await page.locator("#in").click();
    await signInAtPortal(page);
    await page.waitForURL(`${origin}/notes?a=1#b`);
    await expect(page.locator("#who")).toHaveText("Ada Lovelace");
    await page.locator("#post").click();
    await expect(page.locator("#posted")).toHaveText("201");
    await page.locator("#out").click();
    await page.waitForURL(`${origin}/bye`);
    await expect(page.locator("#who")).toHaveText("nobody");
    await page.locator("#link").click();
    await signInAtPortal(page);
    await page.waitForURL(`${origin}/deep?x=1`);
    await expect(page.locator("#who")).toHaveText("Ada Lovelace");
  });
}

test("the first call of an origin that isn't listed says which setting is missing, and sign-in leads to the portal all the same", async ({
  page,
}) => {
  const warnings: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "warning") warnings.push(message.text());
  });
  await page.goto(`${unlisted}/notes`);
  await expect(page.locator("#error")).toHaveText(/^origin_refused: .*frontendOrigins/);
  expect(warnings.join()).toContain("frontendOrigins");
  expect(portal.log()).toContain(unlisted);
  await page.locator("#in").click();
  await signInAtPortal(page);
  await page.waitForURL(`${portalUrl}/`);
});
