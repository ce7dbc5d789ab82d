import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { CookieBrowser } from "#tests/support/cookie-browser.ts";
import { findFreePorts } from "#tests/support/free-ports.ts";
import { startInstantProvider } from "#tests/support/instant-provider.ts";
import { ownForm } from "#tests/support/portal-world.ts";
import { runPortico } from "#tests/support/run-portico.ts";
import { type RunningPortal, startPortal } from "#tests/support/start-portal.ts";

const dataDirectory = mkdtempSync(join(tmpdir(), "portico-test-"));
const env = { PORTICO_PROVIDERS: "database" };
let port: number;
let portal: RunningPortal;
let corp: Awaited<ReturnType<typeof startInstantProvider>>;

const start = (keepDataDirectory: boolean) => startPortal({ port, dataDirectory, keepDataDirectory, env });
const command = (...args: string[]) =>
  runPortico(args, { env: { ...env, PORT: String(port), PORTICO_DATA_DIR: dataDirectory } });

beforeAll(async () => {
  port = await findFreePorts(1);
  corp = await startInstantProvider(`http://localhost:${port}/api/auth/callback/corp`, {
    ...{ sub: "edith", name: "Edith Clarke", email: "edith@corp.example", email_verified: true },
  });
  portal = await start(true);
});
afterAll(async () => {
  await portal.stop();
  await corp.close();
});

/** The console as the person of the provider, whose redirects are followed with a cookie jar for each origin. */
async function openConsole(): Promise<number> {
  const [here, there] = [new CookieBrowser(portal.url), new CookieBrowser(corp.issuer)];
  let answer = await here.fetch("/api/auth/signin/corp", ownForm(portal.url));
  let place = new URL(portal.url);
  while (answer.headers.get("location") !== "/") {
    place = new URL(answer.headers.get("location") ?? "/nowhere", place);
    answer = await (place.origin === corp.issuer ? there : here).fetch(place);
    if (answer.status >= 400) throw new Error(`${place} answered ${answer.status}`);
  }
  return (await here.fetch("/admin")).status;
}

it("a portal without a provider is no demo where its providers are in the database, and says what is missing", async () => {
  const page = await (await fetch(`${portal.url}/sign-in`)).text();
  expect(page).toContain("No way to sign in is set up yet");
  expect(page).not.toContain("Demo mode");
});

it("gets its first provider and administrator at the command line, and keeps them over a restart", async () => {
  const entry = {
    ...{ id: "corp", name: "Corp", type: "oidc", issuer: corp.issuer, allowPrivateNetwork: true },
    ...{ clientId: corp.clientId, clientSecret: corp.clientSecret },
  };
  const made = await command("providers", "create", "--entry", JSON.stringify(entry), "--yes");
  expect(made).toMatchObject({ exitCode: 0, err: "" });
  expect(await command("admin", "grant", "edith@corp.example", "--yes")).toMatchObject({ exitCode: 0 });
  expect(await openConsole()).toBe(200);
  const checked = await command("check", "--json");
  const subject = "provider corp of the database";
  expect(JSON.parse(checked.out)).toMatchObject({
    results: expect.arrayContaining([
      { outcome: "ok", subject, found: expect.stringContaining(`issuer ${corp.issuer}, `) },
      { outcome: "ok", subject, found: "takes the client's id and secret" },
    ]),
    register: expect.arrayContaining([expect.objectContaining({ provider: "corp" })]),
  });
  expect(checked.out).not.toContain(corp.clientSecret);
  await portal.stop();
  expect((await command("check")).out).toMatch(/\nwarning +entries of the database +not looked at/);
  portal = await start(false);
  expect(await openConsole()).toBe(200);
});
