import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CookieBrowser } from "#tests/support/cookie-browser.ts";
import { type CuttableRelay, startCuttableRelay } from "#tests/support/cuttable-relay.ts";
import { createPortalWorld, type PortalProcess, type PortalWorld } from "#tests/support/portal-world.ts";
import {
  createPostgresDatabase,
  type PostgresTestDatabase,
  testDatabaseUrl,
} from "#tests/support/postgres-template.ts";

const redisUrl = process.env["TEST_REDIS_URL"];

if (testDatabaseUrl && redisUrl) {
  describe("while one process can't reach Redis", () => {
    let world: PortalWorld;
    let database: PostgresTestDatabase;
    let relay: CuttableRelay;
    let away: PortalProcess;
    let there: PortalProcess;

    beforeAll(async () => {
      world = await createPortalWorld({ scheme: "https" });
      database = await createPostgresDatabase();
      relay = await startCuttableRelay(redisUrl);
      const url = new URL(relay.url);
      url.username = "default";
      url.password = "hush";
      away = await world.start({ database: { url: database.url }, env: { REDIS_URL: url.href } });
      there = await world.start({ database: { url: database.url }, env: { REDIS_URL: redisUrl } });
    });
    afterAll(async () => {
      await world.close();
      await relay.cut();
      await database.drop();
    });

    const linesOf = (portal: PortalProcess, part: string) =>
      portal
        .log()
        .split("\n")
        .filter((line) => line.includes(part))
        .map((line) => JSON.parse(line) as Record<string, unknown>);

    it("a sign-out is done and answered as done, and the other process is told once it can be", async () => {
      const browser = await world.signIn(away, "github", "ada");
      const call = async (portal: PortalProcess, path: string, signedIn: CookieBrowser, init?: RequestInit) => {
        const answer = await world.call(portal, signedIn, path, init);
        await answer.text();
        return answer;
      };
      expect((await call(there, "/bff/user", browser)).status).toBe(200);
      expect((await call(away, "/bff/user", browser)).status).toBe(200);
      expect(await (await fetch(`${away.address}/readyz`)).text()).toBe("ready\n");

      await relay.cut();
      const lost = "events from other processes can't be heard";
      await expect.poll(() => linesOf(away, lost).length, { timeout: 30_000 }).toBe(1);
      const readyz = await fetch(`${away.address}/readyz`);
      expect([readyz.status, await readyz.text()]).toEqual([200, "ready\naway: events over Redis\n"]);

      const answer = await call(away, "/bff/logout", browser, { method: "POST" });
      expect(answer.status).toBe(200);
      expect((await call(away, "/bff/user", browser)).status).toBe(401);
      const untold = "the other processes could not be told";
      await expect
        .poll(() => linesOf(away, untold), { timeout: 30_000 })
        .toMatchObject([
          { level: "error", request_id: answer.headers.get("x-request-id"), channels: ["portico_session_ended"] },
        ]);

      await relay.mend();
      // Told, not looked up: the last use of a session is written down, and its end found by it, a minute apart.
      await expect.poll(async () => (await call(there, "/bff/user", browser)).status, { timeout: 30_000 }).toBe(401);
      const back = "events from other processes are heard again";
      await expect.poll(() => linesOf(away, back).length, { timeout: 30_000 }).toBe(1);
      // Heard there, it may not be known here yet.
      const readiness = async () => (await fetch(`${away.address}/readyz`)).text();
      await expect.poll(readiness, { timeout: 30_000 }).toBe("ready\n");

      const place = `Redis at ${new URL(relay.url).host}`;
      expect(linesOf(away, lost)).toMatchObject([{ level: "warn", lost: place }]);
      expect(linesOf(away, back)).toMatchObject([{ level: "info", back: place }]);
      expect(away.log()).not.toContain("hush");
    });
  });
}
