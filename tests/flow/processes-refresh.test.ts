import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { openDatabase } from "#server/database/database.ts";
import type { CookieBrowser } from "#tests/support/cookie-browser.ts";
import { createPortalWorld, type PortalProcess, type PortalWorld } from "#tests/support/portal-world.ts";
import {
  createPostgresDatabase,
  type PostgresTestDatabase,
  testDatabaseUrl,
} from "#tests/support/postgres-template.ts";

const path = "/bff/api/microsoft/me";

const refreshes = (world: PortalWorld) => world.demo.controls.calls("microsoft", "token");

type Held = { delayMs: number } | { until: Promise<unknown> } | { answerDelayMs: number };

/**
 * The provider takes this long for its next refresh (before its work or, `answerDelayMs`, after it); what is returned resolves
 * when it has got the request.
 */
function holdNextRefresh(world: PortalWorld, fault: Held): () => Promise<void> {
  const before = refreshes(world);
  world.demo.controls.fail("microsoft", "token", fault, 1);
  return () =>
    vi.waitUntil(() => refreshes(world) === before + 1, { interval: 5, timeout: 30_000 }).then(() => undefined);
}

/** Signed in with a token that is near its end at the provider that rotates refresh tokens and punishes reuse. */
async function signInWithOldToken(world: PortalWorld, portal: PortalProcess): Promise<CookieBrowser> {
  const { controls } = world.demo;
  controls.adjust("microsoft", { refreshRotation: "punish-reuse", accessTokenSeconds: 30 });
  const browser = await world.signIn(portal, "microsoft-entra-id", "ada");
  controls.adjust("microsoft", { accessTokenSeconds: 3600 });
  return browser;
}

async function callMany(world: PortalWorld, portals: PortalProcess[], browser: CookieBrowser, count: number) {
  const calls = Array.from({ length: count }, async (_, index) => {
    const answer = await world.call(portals[index % portals.length] as PortalProcess, browser, path);
    return `${answer.status} ${((await answer.json()) as { displayName?: string }).displayName}`;
  });
  return Promise.all(calls);
}

/** The lease of a process that was killed: who waited for its end would wait in vain. */
const outlastTheTest =
  "UPDATE upstream_tokens SET lease_expires_at = now() + interval '10 minutes' WHERE lease_id IS NOT NULL";

const allFine = (count: number) => Array.from({ length: count }, () => "200 Ada Lovelace");

describe("a provider token near its end, in one process on the embedded database", () => {
  let world: PortalWorld;
  let portal: PortalProcess;
  const kept = { dataDirectory: mkdtempSync(join(tmpdir(), "portico-refresh-")), keepDataDirectory: true };
  beforeAll(async () => {
    world = await createPortalWorld({ scheme: "http" });
    portal = await world.start(kept);
  });
  afterEach(() => world.demo.controls.reset());
  afterAll(async () => {
    await world.close();
    rmSync(kept.dataDirectory, { recursive: true, force: true });
  });

  it("is refreshed once for 200 parallel calls, and all are answered", async () => {
    const browser = await signInWithOldToken(world, portal);
    const before = refreshes(world);
    holdNextRefresh(world, { delayMs: 200 });
    expect(await callMany(world, [portal], browser, 200)).toEqual(allFine(200));
    expect(refreshes(world)).toBe(before + 1);
    // The rotated refresh token was kept, and its family lives.
    expect(await callMany(world, [portal], browser, 1)).toEqual(allFine(1));
  });

  it("a sign-out while the refresh and a call are in flight wins", async () => {
    const browser = await signInWithOldToken(world, portal);
    const signedOut = Promise.withResolvers<void>();
    const arrived = holdNextRefresh(world, { until: signedOut.promise });
    const inFlight = world.call(portal, browser, path);
    await arrived();
    expect((await world.call(portal, browser, "/bff/logout", { method: "POST" })).status).toBe(200);
    signedOut.resolve();
    expect((await inFlight).status).toBe(401);
    expect((await world.call(portal, browser, path)).status).toBe(401);
    expect((await world.call(portal, browser, "/bff/user")).status).toBe(401);
  });

  it("is refreshed by the next process after a kill -9 in mid-refresh, without waiting for the lease", async () => {
    const browser = await signInWithOldToken(world, portal);
    const before = refreshes(world);
    const arrived = holdNextRefresh(world, { delayMs: 120_000 });
    const inFlight = world.call(portal, browser, path).catch(() => "cut off");
    await arrived();
    await portal.stop("SIGKILL");
    expect(await inFlight).toBe("cut off");
    const database = await openDatabase({ kind: "embedded", directory: join(kept.dataDirectory, "database") });
    expect(await database.execute(outlastTheTest)).toBe(1);
    await database.close();
    portal = await world.start({ ...kept, port: portal.port });
    expect(await callMany(world, [portal], browser, 20)).toEqual(allFine(20));
    expect(refreshes(world)).toBe(before + 2);
  });
});

// Registered only where there is a PostgreSQL: the embedded database serves one process.
if (testDatabaseUrl) {
  describe("an expired provider token, in two processes on one PostgreSQL", () => {
    let world: PortalWorld;
    let database: PostgresTestDatabase;
    let admin: pg.Client;
    let here: PortalProcess;
    let there: PortalProcess;

    beforeAll(async () => {
      world = await createPortalWorld({ scheme: "https" });
      database = await createPostgresDatabase();
      admin = new pg.Client({ connectionString: database.url });
      await admin.connect();
      here = await world.start({ database: { url: database.url } });
      there = await world.start({ database: { url: database.url } });
    });
    afterEach(() => world.demo.controls.reset());
    afterAll(async () => {
      await world.close();
      await admin.end();
      await database.drop();
    });

    async function signInWithExpiredToken(): Promise<CookieBrowser> {
      const browser = await signInWithOldToken(world, here);
      await admin.query("UPDATE upstream_tokens SET access_token_expires_at = now() - interval '10 seconds'");
      return browser;
    }

    it("is refreshed once for 200 parallel calls spread over both, and all are answered", async () => {
      const browser = await signInWithExpiredToken();
      const before = refreshes(world);
      holdNextRefresh(world, { delayMs: 200 });
      expect(await callMany(world, [here, there], browser, 200)).toEqual(allFine(200));
      expect(refreshes(world)).toBe(before + 1);
      expect(await callMany(world, [here, there], browser, 2)).toEqual(allFine(2));
      expect(refreshes(world)).toBe(before + 1);
    });

    it("a sign-out in one while the refresh is in flight in the other wins, and nothing is written afterwards", async () => {
      const browser = await signInWithExpiredToken();
      const signedOut = Promise.withResolvers<void>();
      const arrived = holdNextRefresh(world, { until: signedOut.promise });
      const inFlight = [world.call(there, browser, path), world.call(there, browser, path)];
      await arrived();
      expect((await world.call(here, browser, "/bff/logout", { method: "POST" })).status).toBe(200);
      signedOut.resolve();
      expect((await Promise.all(inFlight)).map(({ status }) => status)).toEqual([401, 401]);
      for (const portal of [here, there]) {
        expect((await world.call(portal, browser, path)).status).toBe(401);
        expect((await world.call(portal, browser, "/bff/user")).status).toBe(401);
      }
      const { rows } = await admin.query(
        `SELECT count(t.id)::int AS tokens, count(s.id) FILTER (WHERE s.ended_at IS NULL)::int AS live
         FROM sessions s LEFT JOIN upstream_tokens t ON t.session_id = s.id
         WHERE s.created_at = (SELECT max(created_at) FROM sessions)`,
      );
      expect(rows).toEqual([{ tokens: 0, live: 0 }]);
    });

    /** Killed while the provider has its request. */
    async function killInMidRefresh(browser: CookieBrowser, fault: Held): Promise<void> {
      const arrived = holdNextRefresh(world, fault);
      const inFlight = world.call(here, browser, path).catch(() => "cut off");
      await arrived();
      await here.stop("SIGKILL");
      expect(await inFlight).toBe("cut off");
      expect((await admin.query(outlastTheTest)).rowCount).toBe(1);
    }

    it("a kill -9 in mid-refresh costs nobody the session: the next process takes over, not waiting for the lease", async () => {
      const browser = await signInWithExpiredToken();
      const before = refreshes(world);
      // Longer than the test: the answer never comes, and the provider has rotated nothing.
      await killInMidRefresh(browser, { delayMs: 120_000 });
      expect((await world.call(there, browser, "/bff/user")).status).toBe(200);
      expect(await callMany(world, [there], browser, 20)).toEqual(allFine(20));
      expect(refreshes(world)).toBe(before + 2);
      here = await world.start({ database: { url: database.url } });
    });

    it("a kill -9 between the provider's rotation and our writing it down asks the person to sign in again, at once and once", async () => {
      const browser = await signInWithExpiredToken();
      const before = refreshes(world);
      await killInMidRefresh(browser, { answerDelayMs: 120_000 });
      const calls = Array.from({ length: 20 }, () => world.call(there, browser, path));
      for (const answer of await Promise.all(calls)) {
        expect(answer.status).toBe(401);
        expect(await answer.json()).toMatchObject({
          code: "reauthentication_required",
          login_url: `${world.publicUrl}/bff/login?provider=microsoft-entra-id`,
        });
      }
      // The lost one, and the one whose token the provider took for stolen. Then the provider is left alone.
      expect(refreshes(world)).toBe(before + 2);
      expect((await world.call(there, browser, path)).status).toBe(401);
      expect(refreshes(world)).toBe(before + 2);
      expect((await world.call(there, browser, "/bff/user")).status).toBe(200);
    });
  });
}
