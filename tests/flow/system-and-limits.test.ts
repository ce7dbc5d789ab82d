import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { operations } from "#server/admin/operations.ts";
import type { CookieBrowser } from "#tests/support/cookie-browser.ts";
import { findForm } from "#tests/support/page-form.ts";
import { createPortalWorld, ownForm, type PortalProcess, type PortalWorld } from "#tests/support/portal-world.ts";
import {
  createPostgresDatabase,
  type PostgresTestDatabase,
  testDatabaseUrl,
} from "#tests/support/postgres-template.ts";

// Registered only where there is a PostgreSQL: the embedded database serves one process.
if (testDatabaseUrl) {
  describe("the console's pages of the system, with two processes on one PostgreSQL", () => {
    let world: PortalWorld;
    let database: PostgresTestDatabase;
    let here: PortalProcess;
    let there: PortalProcess;
    let ada: CookieBrowser;

    beforeAll(async () => {
      world = await createPortalWorld({
        scheme: "http",
        config: (config) => ({ ...config, admins: ["ada@lovelace.example"], rateLimits: { adminPerMinute: 2 } }),
      });
      database = await createPostgresDatabase();
      here = await world.start({ database: { url: database.url } });
      there = await world.start({ database: { url: database.url } });
      ada = await world.signIn(here, "google", "ada");
    });
    afterAll(async () => {
      await world.close();
      await database.drop();
    });

    const page = async (path: string) => (await ada.fetch(path)).text();
    const apiStatus = async ({ address }: PortalProcess) => {
      const answer = await fetch(`${address}/admin/api/v1/users`);
      await answer.text();
      return answer.status;
    };

    it("show whom a limit refuses in either process, and let them in everywhere again", async () => {
      for (const portal of [here, there]) {
        for (const status of [401, 401, 429]) expect(await apiStatus(portal)).toBe(status);
      }
      const list = await page("/admin/limits");
      expect(list.match(/Calls of the administration’s API/g)?.length).toBeGreaterThanOrEqual(2);
      const [, lift = ""] = /href="(\/admin\/limits\?lift=[^"]+)"/.exec(list) ?? [];
      const { action, fields } = findForm(await page(lift.replaceAll("&amp;", "&")), "/admin/limits/lift");
      const done = await ada.fetch(action, ownForm(world.publicUrl, fields));
      expect(done.headers.get("location")).toBe("/admin/limits?done");
      expect(await page("/admin/limits?done")).toContain("The limit was lifted for");
      for (const portal of [here, there]) expect(await apiStatus(portal)).toBe(401);
    });

    it("show every process, and one that hangs as silent", async () => {
      const all = await page("/admin/system");
      expect(all.match(/Gets events/g)).toHaveLength(2);
      expect(all).toContain("All parts work.");
      process.kill(there.pid, "SIGSTOP");
      const one = await page("/admin/system");
      process.kill(there.pid, "SIGCONT");
      expect([one.match(/>Gets events</g)?.length, one.match(/>No answer</g)?.length]).toEqual([1, 1]);
      await expect.poll(async () => (await page("/admin/system")).match(/>Gets events</g)?.length).toBe(2);
    });

    it("describe the API with every operation", async () => {
      const all = await page("/admin/api");
      expect(all).toContain("/admin/api/v1/openapi.json");
      for (const { path } of Object.values(operations)) expect(all).toContain(`>${path}<`);
      const limits = await page("/admin/api?noun=limits");
      for (const said of ["limits.write", "portico.admin.limits", "lifted.until"]) expect(limits).toContain(said);
      expect(all + limits).not.toContain("<script");
    });
  });
}
