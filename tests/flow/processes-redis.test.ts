import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPortalWorld, type PortalProcess, type PortalWorld } from "#tests/support/portal-world.ts";
import {
  createPostgresDatabase,
  type PostgresTestDatabase,
  testDatabaseUrl,
} from "#tests/support/postgres-template.ts";

const redisUrl = process.env["TEST_REDIS_URL"];

// Registered only where there are both: two processes need a PostgreSQL, and hear of each other by Redis.
if (testDatabaseUrl && redisUrl) {
  describe("two processes that hear of each other by Redis", () => {
    let world: PortalWorld;
    let database: PostgresTestDatabase;
    let here: PortalProcess;
    let there: PortalProcess;

    beforeAll(async () => {
      const config = { rateLimits: { signInPerMinute: 100_000 } };
      world = await createPortalWorld({ scheme: "https", config: (demo) => ({ ...demo, ...config }) });
      database = await createPostgresDatabase();
      const options = { database: { url: database.url }, env: { REDIS_URL: redisUrl } };
      here = await world.start(options);
      there = await world.start(options);
    });
    afterAll(async () => {
      await world.close();
      await database.drop();
    });

    it("refuse what was signed out in the other at the very next call, every time", async () => {
      for (let round = 0; round < 15; round++) {
        const browser = await world.signIn(here, "github", "ada");
        const call = async (portal: PortalProcess, path: string, init?: RequestInit) => {
          const answer = await world.call(portal, browser, path, init);
          await answer.text();
          return answer.status;
        };
        expect(await call(there, "/bff/user")).toBe(200);
        expect(await call(here, "/bff/logout", { method: "POST" })).toBe(200);
        expect(await call(there, "/bff/user")).toBe(401);
      }
    });
  });
}
