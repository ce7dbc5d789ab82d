import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CookieBrowser } from "#tests/support/cookie-browser.ts";
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

// Registered only where there is a PostgreSQL: the embedded database serves one process.
if (testDatabaseUrl) {
  describe("two processes behind a load balancer on http://localhost", () => {
    let world: PortalWorld;
    let database: PostgresTestDatabase;
    let here: PortalProcess;
    let there: PortalProcess;

    beforeAll(async () => {
      world = await createPortalWorld({ scheme: "http" });
      database = await createPostgresDatabase();
      // The first listens on the public URL's port, the second on one that no browser ever sees.
      here = await world.start({ database: { url: database.url } });
      there = await world.start({ database: { url: database.url } });
    });
    afterAll(async () => {
      await world.close();
      await database.drop();
    });

    it.each([
      ["first", () => [here, there] as const],
      ["second", () => [there, here] as const],
    ])("finish in the other a sign-in that the %s began, and share the session", async (_which, processes) => {
      const [one, other] = processes();
      const browser = new CookieBrowser(world.publicUrl, one.address);
      const begun = await browser.fetch("/api/auth/signin/github", ownForm(world.publicUrl));
      const callback = await chooseAtProvider(begun.headers.get("location") ?? "", { person: "ada" });
      browser.answeredFrom(other.address);
      expect((await browser.fetch(callback)).headers.get("location")).toBe("/");

      const port = new URL(world.publicUrl).port;
      expect(browser.names().filter((name) => /portico-\d/.test(name))).toEqual([`portico-${port}`]);
      for (const portal of [one, other]) {
        const user = await world.call(portal, browser, "/bff/user");
        expect([user.status, await user.text()]).toEqual([200, expect.stringContaining("Ada Lovelace")]);
      }
    });
  });
}
