import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PorticoConfig } from "#server/config/config-schema.ts";
import { type RecordingApi, startRecordingApi } from "#tests/support/bff-harness.ts";
import { connectApp, isActive, removeAccess, tokenRequest } from "#tests/support/connect-app.ts";
import { CookieBrowser } from "#tests/support/cookie-browser.ts";
import { createPortalWorld, type PortalProcess, type PortalWorld } from "#tests/support/portal-world.ts";
import {
  createPostgresDatabase,
  type PostgresTestDatabase,
  testDatabaseUrl,
} from "#tests/support/postgres-template.ts";

// Registered only where there is a PostgreSQL: the embedded database serves one process.
if (testDatabaseUrl) {
  describe("what ends in one process, with two on one PostgreSQL", () => {
    let world: PortalWorld;
    let database: PostgresTestDatabase;
    let admin: pg.Client;
    let api: RecordingApi;
    let here: PortalProcess;
    let there: PortalProcess;
    let listenersOfThere: number[];

    const databaseName = () => new URL(database.url).pathname.slice(1);
    const listeners = async () => {
      const { rows } = await admin.query<{ pid: number }>(
        "SELECT pid FROM pg_stat_activity WHERE datname = $1 AND application_name LIKE 'portico-listener %'",
        [databaseName()],
      );
      return rows.map(({ pid }) => pid);
    };

    beforeAll(async () => {
      api = await startRecordingApi();
      const config = (demo: PorticoConfig): PorticoConfig => ({
        ...demo,
        rateLimits: { signInPerMinute: 100_000 },
        apis: { ...demo.apis, stream: { target: api.url, token: "provider:github" } },
      });
      world = await createPortalWorld({ scheme: "https", config });
      database = await createPostgresDatabase();
      admin = new pg.Client({ connectionString: testDatabaseUrl });
      await admin.connect();
      here = await world.start({ database: { url: database.url } });
      const listenersOfHere = await listeners();
      there = await world.start({ database: { url: database.url } });
      listenersOfThere = (await listeners()).filter((pid) => !listenersOfHere.includes(pid));
    });
    afterAll(async () => {
      await world.close();
      await api.close();
      await admin.end();
      await database.drop();
    });

    const signIn = () => world.signIn(here, "github", "ada");
    /** Its status; the body is read, so that the connection is free for the very next call. */
    const status = async (portal: PortalProcess, browser: CookieBrowser, path = "/bff/user", init?: RequestInit) => {
      const answer = await world.call(portal, browser, path, init);
      await answer.text();
      return answer.status;
    };

    it("signed out: the very next call elsewhere is refused, every time", async () => {
      // The window, when there was one, let 28 of 100 through.
      for (let round = 0; round < 15; round++) {
        const browser = await signIn();
        expect(await status(there, browser)).toBe(200);
        expect(await status(there, browser, "/bff/api/github/user")).toBe(200);
        expect(await status(here, browser, "/bff/logout", { method: "POST" })).toBe(200);
        const [user, api] = [await status(there, browser), await status(there, browser, "/bff/api/github/user")];
        expect([user, api]).toEqual([401, 401]);
      }
    });

    it("signed out: what streams elsewhere is broken off, and the API stops working for it", async () => {
      const browser = await signIn();
      const cancelled = Promise.withResolvers<void>();
      api.answer = (_, response) => {
        response.on("close", () => cancelled.resolve());
        response.writeHead(200, { "content-type": "text/event-stream" }).write("data: 1\n\n");
      };
      const answer = await world.call(there, browser, "/bff/api/stream/");
      const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
      expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe("data: 1\n\n");
      const broken = expect(reader.read()).rejects.toThrow("terminated");
      expect(await status(here, browser, "/bff/logout", { method: "POST" })).toBe(200);
      await broken;
      await cancelled.promise;
    });

    it("signed out in parallel: each is refused elsewhere at once", async () => {
      const browsers = await Promise.all(Array.from({ length: 8 }, signIn));
      for (const browser of browsers) expect(await status(there, browser)).toBe(200);
      const after = browsers.map(async (browser) => {
        await status(here, browser, "/bff/logout", { method: "POST" });
        return status(there, browser);
      });
      expect(await Promise.all(after)).toEqual(browsers.map(() => 401));
    });

    it("replaced by signing in again: the old cookie is refused elsewhere at once", async () => {
      const browser = await signIn();
      const saved = browser.cookieHeader("/") ?? "";
      expect(await status(there, browser)).toBe(200);
      const begun = await browser.fetch("/bff/login?provider=github&returnUrl=/");
      const start = await browser.fetch(begun.headers.get("location") ?? "");
      const callback = await fetch(start.headers.get("location") ?? "", {
        method: "POST",
        body: new URLSearchParams({ person: "ada" }),
        redirect: "manual",
      });
      await browser.fetch(callback.headers.get("location") ?? "");
      const old = new CookieBrowser(world.publicUrl, there.address);
      for (const pair of saved.split("; ")) old.store(`${pair}; path=/`);
      expect([await status(there, old), await status(there, browser)]).toEqual([401, 200]);
    });

    it("access removed: the app's tokens are dead elsewhere at once", async () => {
      const browser = await signIn();
      const tokens = await connectApp(world, here, browser);
      expect(await isActive(world, there, tokens.access_token)).toBe(true);
      await removeAccess(world, browser);
      expect(await isActive(world, there, tokens.access_token)).toBe(false);
      const { refresh_token } = tokens;
      const refreshed = await tokenRequest(world, there, { grant_type: "refresh_token", refresh_token });
      expect(refreshed.status).toBe(400);
      expect(await refreshed.json()).toMatchObject({ error: "invalid_grant" });
      await connectApp(world, here, browser);
    });

    it("ended while the other process can't hear: it is refused all the same", async () => {
      const [first, second] = [await signIn(), await signIn()];
      // At once: so that both have more than one connection to the database, which must last to the end of the test.
      const calls = [first, second, first, second].flatMap((browser) => [
        status(there, browser),
        status(here, browser),
      ]);
      expect(await Promise.all(calls)).toEqual(calls.map(() => 200));
      // No new connections: what lost its listener stays deaf until the end of the test.
      await admin.query(`ALTER DATABASE ${databaseName()} ALLOW_CONNECTIONS false`);
      try {
        for (const pid of listenersOfThere) await admin.query("SELECT pg_terminate_backend($1, 5000)", [pid]);
        expect(await status(here, first, "/bff/logout", { method: "POST" })).toBe(200);
        expect(await status(there, first)).toBe(401);
        expect(await status(there, second)).toBe(200);
        expect(await status(here, second, "/bff/logout", { method: "POST" })).toBe(200);
        expect(await status(there, second)).toBe(401);
      } finally {
        await admin.query(`ALTER DATABASE ${databaseName()} ALLOW_CONNECTIONS true`);
      }
    });
  });
}
