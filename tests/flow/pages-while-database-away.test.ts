import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { CookieBrowser } from "#tests/support/cookie-browser.ts";
import { type CuttableRelay, startCuttableRelay } from "#tests/support/cuttable-relay.ts";
import {
  chooseAtProvider,
  createPortalWorld,
  ownForm,
  type PortalProcess,
  type PortalWorld,
} from "#tests/support/portal-world.ts";
import {
  createPostgresDatabase,
  type PostgresTestDatabase,
  testDatabaseUrl,
} from "#tests/support/postgres-template.ts";

const title = "We can’t reach our data right now";

describe.skipIf(!testDatabaseUrl)("while PostgreSQL is away, pages", () => {
  let world: PortalWorld;
  let database: PostgresTestDatabase;
  let relay: CuttableRelay;
  let portal: PortalProcess;
  let browser: CookieBrowser;
  /** A sign-in that is back from the provider only when the database is away. */
  let begun: { browser: CookieBrowser; callback: string };

  beforeAll(async () => {
    world = await createPortalWorld({ scheme: "http" });
    database = await createPostgresDatabase();
    relay = await startCuttableRelay(database.url);
    portal = await world.start({ database: { url: relay.url } });
    browser = await world.signIn(portal, "github", "ada");
    const late = new CookieBrowser(world.publicUrl, portal.address);
    const begins = await late.fetch("/api/auth/signin/github", ownForm(world.publicUrl));
    begun = {
      browser: late,
      callback: await chooseAtProvider(begins.headers.get("location") ?? "", { person: "ada" }),
    };
    await relay.cut();
    const noticed = () => expect(portal.log()).toContain("events from other processes can't be heard");
    await vi.waitFor(noticed, { timeout: 30_000 });
  });
  afterAll(async () => {
    await world.close();
    await relay.cut();
    await database.drop();
  });

  const visit = (path: string) => browser.fetch(path, { headers: { accept: "text/html" } });

  it.each([
    "/",
    "/account?from=a&to=b",
    "/sign-in?return_to=%2Faccount",
    "/connected-apps/00000000-0000-4000-8000-000000000000",
    "/playground",
  ])("say so at the address that was asked for, and when to try again: %s", async (path) => {
    const answer = await visit(path);
    const page = await answer.text();
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("2");
    expect(answer.headers.get("location")).toBeNull();
    expect(answer.headers.get("content-security-policy")).toContain("script-src 'none'");
    expect(page).toContain(title);
    expect(page).not.toContain("<script");
    expect(page).toContain(answer.headers.get("x-request-id") ?? "no id");
    expect(page).toContain(`href="${path.replaceAll("&", "&amp;")}"`);
    expect((await browser.fetch(path, { method: "HEAD" })).status).toBe(503);
  });

  it.each([
    ["/sign-out/confirm", {}, "/sign-out"],
    ["/consent/an-interaction/decision", { decision: "allow" }, "/consent/an-interaction"],
    ["/device/decision", { user_code: "BCDF-GHJK" }, "/device?user_code=BCDF-GHJK"],
  ])("lead from a form to the same page, and from there back to the form: %s", async (action, fields, form) => {
    const answer = await browser.fetch(action, ownForm(world.publicUrl, fields));
    expect(answer.status).toBe(303);
    const told = await visit(answer.headers.get("location") ?? "");
    const page = await told.text();
    expect([told.status, told.headers.get("retry-after")]).toEqual([503, "2"]);
    expect(page).toContain(title);
    expect(page).toContain(`href="${form}"`);
  });

  it("leave a provider's callback alone: a reload can't repeat it, and its transaction is over", async () => {
    const answer = await begun.browser.fetch(begun.callback);
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toMatch(/^\/error\?/);
    expect(answer.headers.getSetCookie()).toEqual([expect.stringMatching(/-sign-in-[^=]*=;/)]);
  });

  it("answer a reload once it is back", async () => {
    await relay.mend();
    await expect.poll(async () => (await visit("/account")).status, { timeout: 30_000 }).toBe(200);
  });

  it("are not believed of a link that only says so", async () => {
    const claimed = "/error?code=database_unavailable";
    const led = await visit(`/sign-in?return_to=${encodeURIComponent(claimed)}`);
    expect(led.status).toBe(307);
    expect(led.headers.get("location")).toBe(claimed);
  });
});
