import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { allowApp } from "#tests/support/answer-pages.ts";
import { startCollected } from "#tests/support/collected-process.ts";
import { CookieBrowser } from "#tests/support/cookie-browser.ts";
import { findFreePorts } from "#tests/support/free-ports.ts";
import { chooseAtProvider, ownForm } from "#tests/support/portal-world.ts";
import { startDemoApp } from "#tests/support/start-demo-app.ts";
import { type RunningPortal, startPortal } from "#tests/support/start-portal.ts";

const browserPackage = join(import.meta.dirname, "../../dist/browser");

let portal: RunningPortal;
beforeAll(async () => {
  portal = await startPortal();
});
afterAll(() => portal.stop());

it("lets Calendar Buddy push its request and see a person's calendar by a token that its key alone can use", async () => {
  const ada = new CookieBrowser(portal.url);
  const begun = await ada.fetch("/api/auth/signin/google", ownForm(portal.url));
  await ada.fetch(await chooseAtProvider(begun.headers.get("location") ?? "", { person: "ada" }));
  const visitor = new CookieBrowser(portal.urls.calendarBuddy);
  const sent = (await visitor.fetch("/connect", ownForm(portal.urls.calendarBuddy))).headers.get("location") ?? "";
  expect([...new URL(sent).searchParams.keys()].sort()).toEqual(["client_id", "request_uri"]);
  const back = await visitor.fetch(await allowApp(portal.url, ada, sent));
  expect(back.headers.get("location")).toBe("/");
  expect(await (await visitor.fetch("/")).text()).toMatch(/Hello, Ada Lovelace[\s\S]*class="event"/);
});

it("serves Notebook on an origin of its own that the portal lets in, with the package as it is shipped", async () => {
  const { notebook } = portal.urls;
  const page = await fetch(notebook);
  const policy = page.headers.get("content-security-policy") ?? "";
  expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; img-src 'self' data:; base-uri 'none'; /);
  expect(policy).toMatch(
    new RegExp(`; script-src 'self' 'sha256-[^']+'; connect-src ${portal.url}; form-action 'none'$`),
  );
  expect(await page.text()).toContain('{"imports":{"portico/client":"/portico/index.js"}}');
  for (const file of ["index.js", "user.js"]) {
    const served = await fetch(`${notebook}/portico/${file}`);
    expect(served.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(await served.text()).toBe(readFileSync(join(browserPackage, file), "utf8"));
  }
  for (const path of ["/portico/package.json", "/portico/..%2f..%2fpackage.json", "/page.ts"])
    expect((await fetch(notebook + path)).status).toBe(404);
  const headers = { origin: notebook, "x-csrf": "1" };
  const answer = await fetch(`${portal.url}/bff/user?anonymous=null`, { headers });
  expect(answer.headers.get("access-control-allow-origin")).toBe(notebook);
  expect(await answer.json()).toBeNull();
});

// The TV Guide needs a person: tests/e2e/device.test.ts.
it("lets Night Report read its report in its own name", async () => {
  const report = startDemoApp("night-report", portal);
  expect(await report.exited, report.output()).toBe(0);
  expect(report.output()).toMatch(
    /Night Report\n {2}Since +\d{4}-.*\n {2}Requests +\d+\n {2}People +\d+\n {2}Notes +\d+/,
  );
});

it.each(["tv-guide", "night-report"] as const)(
  "says how to start the portal when it does not answer: %s",
  async (name) => {
    const dataDirectory = mkdtempSync(join(tmpdir(), "portico-nowhere-"));
    const port = await findFreePorts(1);
    const app = startDemoApp(name, { port, dataDirectory });
    expect(await app.exited).toBe(1);
    expect(app.output()).toBe(`Portico does not answer at http://localhost:${port}. Start it with: npm start\n`);
    rmSync(dataDirectory, { recursive: true, force: true });
  },
);

it("says that the demo apps are not registered beside real providers", async () => {
  const app = startCollected(process.execPath, ["demo/night-report.ts"], {
    PORT: String(portal.port),
    PORTICO_DATA_DIR: portal.dataDirectory,
    AUTH_GITHUB_ID: "real",
    AUTH_GITHUB_SECRET: "a real secret",
  });
  expect(await app.exited).toBe(1);
  expect(app.output()).toMatch(/^The demo apps exist in demo mode only/);
});

it("names the demos that there are when asked for another one", async () => {
  const app = startCollected(process.execPath, ["scripts/portico.mjs", "demo", "radio"]);
  expect(await app.exited).toBe(1);
  expect(app.output()).toBe('portico: unknown demo "radio". Known: tv, night-report.\n');
});
