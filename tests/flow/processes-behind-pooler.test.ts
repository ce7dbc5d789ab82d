import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RecordingApi, startRecordingApi } from "#tests/support/bff-harness.ts";
import type { CookieBrowser } from "#tests/support/cookie-browser.ts";
import { createPortalWorld, type PortalProcess, type PortalWorld } from "#tests/support/portal-world.ts";
import {
  createPostgresDatabase,
  type PostgresTestDatabase,
  testDatabaseUrl,
} from "#tests/support/postgres-template.ts";
import { hasPgbouncer, startPgbouncer } from "#tests/support/start-pgbouncer.ts";

if (testDatabaseUrl && hasPgbouncer) {
  describe("two processes behind one pgbouncer in transaction mode", () => {
    let world: PortalWorld;
    let database: PostgresTestDatabase;
    let pooler: Awaited<ReturnType<typeof startPgbouncer>>;
    let api: RecordingApi;
    let here: PortalProcess;
    let there: PortalProcess;

    beforeAll(async () => {
      api = await startRecordingApi();
      world = await createPortalWorld({
        scheme: "https",
        config: (demo) => ({
          ...demo,
          rateLimits: { signInPerMinute: 100_000 },
          apis: { ...demo.apis, stream: { target: api.url, token: "provider:github" } },
        }),
      });
      // Empty, so that the migrations go through the pooler too.
      database = await createPostgresDatabase({ migrated: false });
      pooler = await startPgbouncer(database.url, { mode: "transaction" });
      [here, there] = await Promise.all([
        world.start({ database: { url: pooler.url } }),
        world.start({ database: { url: pooler.url } }),
      ]);
    });
    afterAll(async () => {
      await world.close();
      await api.close();
      await pooler.stop();
      await database.drop();
    });

    const signIn = () => world.signIn(here, "github", "ada");
    const status = async (portal: PortalProcess, browser: CookieBrowser, path = "/bff/user", init?: RequestInit) => {
      const answer = await world.call(portal, browser, path, init);
      await answer.text();
      return answer.status;
    };
    const signOut = (portal: PortalProcess, browser: CookieBrowser) =>
      status(portal, browser, "/bff/logout", { method: "POST" });

    it("are ready, say that events are away, and log what to do about it", async () => {
      for (const portal of [here, there]) {
        const answer = await fetch(`${portal.address}/readyz`);
        expect([answer.status, await answer.text()]).toEqual([200, "ready\naway: events over PostgreSQL\n"]);
        expect(portal.log()).toContain("DATABASE_LISTEN_URL");
      }
    });

    it("refuse what was signed out in the other at the very next call, every time", async () => {
      for (let round = 0; round < 5; round++) {
        const browser = await signIn();
        expect(await status(there, browser)).toBe(200);
        expect(await status(there, browser, "/bff/api/github/user")).toBe(200);
        expect(await signOut(here, browser)).toBe(200);
        const after = [await status(there, browser), await status(there, browser, "/bff/api/github/user")];
        expect(after).toEqual([401, 401]);
      }
    });

    it("break off what streams for a session that was signed out in the other", async () => {
      const browser = await signIn();
      api.answer = (_, response) => {
        response.writeHead(200, { "content-type": "text/event-stream" }).write("data: 1\n\n");
      };
      const answer = await world.call(there, browser, "/bff/api/stream/");
      const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
      expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe("data: 1\n\n");
      const broken = expect(reader.read()).rejects.toThrow("terminated");
      expect(await signOut(here, browser)).toBe(200);
      await broken;
    });

    it("answer many calls at once, and write down what happened", async () => {
      const browser = await signIn();
      const calls = Array.from({ length: 200 }, (_, index) => status(index % 2 ? here : there, browser));
      expect(new Set(await Promise.all(calls))).toEqual(new Set([200]));
      for (const portal of [here, there]) {
        expect(portal.log()).not.toContain("audit events could not be written");
        expect(portal.log()).not.toContain("prepared statement");
      }
    });
  });
}
