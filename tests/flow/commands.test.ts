import { readdirSync } from "node:fs";
import { userInfo } from "node:os";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CookieBrowser } from "#tests/support/cookie-browser.ts";
import { createPortalWorld, type PortalProcess, type PortalWorld } from "#tests/support/portal-world.ts";
import {
  createPostgresDatabase,
  type PostgresTestDatabase,
  testDatabaseUrl,
} from "#tests/support/postgres-template.ts";
import { runPortico } from "#tests/support/run-portico.ts";

if (testDatabaseUrl) {
  describe("commands on PostgreSQL", () => {
    let world: PortalWorld;
    let database: PostgresTestDatabase;
    let portal: PortalProcess;

    beforeAll(async () => {
      world = await createPortalWorld({ scheme: "https" });
      database = await createPostgresDatabase();
      portal = await world.start({ database: { url: database.url } });
    });
    afterAll(async () => {
      await world.close();
      await database.drop();
    });

    /** As `npm run portico -- …` runs it, with the portal's settings. */
    const portico = (...args: string[]) =>
      runPortico(args, {
        env: {
          DATABASE_URL: database.url,
          PORTICO_CONFIG: world.configFile,
          PORTICO_SECRETS: world.secret,
          PORTICO_URL: world.publicUrl,
          PORTICO_DATA_DIR: portal.dataDirectory,
        },
      });
    const status = async (browser: CookieBrowser) => {
      const answer = await world.call(portal, browser, "/bff/user");
      await answer.text();
      return answer.status;
    };
    const revocations = () => world.demo.controls.calls("google", "revoke");
    async function auditRows(operation: string) {
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      const { rows } = await client.query(
        "SELECT type, actor, outcome, details FROM audit_events WHERE details->>'operation' = $1 ORDER BY id",
        [operation],
      );
      await client.end();
      return rows;
    }

    it("disable by address: the session is refused at the next call, its provider token revoked, the operator recorded", async () => {
      const browser = await world.signIn(portal, "google", "ada");
      expect(await status(browser)).toBe(200);
      const before = revocations();
      const done = await portico("users", "disable", "ADA@lovelace.example", "--yes", "--json");
      expect(done).toMatchObject({ exitCode: 0, err: "" });
      expect(JSON.parse(done.out)).toMatchObject({ wasEnabled: true, ended: { sessions: 1 } });
      expect(await status(browser)).toBe(401);
      expect(revocations()).toBe(before + 1);
      await expect(world.signIn(portal, "google", "ada")).rejects.toThrow("nobody was signed in");

      expect(await auditRows("users.disable")).toEqual([
        {
          type: "admin.changed",
          actor: "operator",
          outcome: "success",
          details: expect.objectContaining({ sessions: 1, system_user: userInfo().username }),
        },
      ]);
    });

    it("find by address, and enable again by the former name of the command", async () => {
      const found = await portico("users", "find", "ada@lovelace.example");
      expect(found.out).toMatch(/^id +display name +email +disabled\n[0-9a-f-]{36} +Ada Lovelace .* yes\n$/);
      expect(await portico("account", "enable", "ada@lovelace.example")).toMatchObject({ exitCode: 0 });
      expect(await status(await world.signIn(portal, "google", "ada"))).toBe(200);
    });

    it("change nothing without a known person, without a confirmation, and with a wrong word", async () => {
      expect(await portico("users", "disable", "nobody@example.com", "--yes")).toMatchObject({
        exitCode: 1,
        out: "",
        err: expect.stringContaining("no person is known by nobody@example.com"),
      });
      expect(await portico("users", "disable", "ada@lovelace.example")).toMatchObject({ exitCode: 3, out: "" });
      expect(await portico("users", "forget", "ada@lovelace.example")).toMatchObject({ exitCode: 2, out: "" });
      expect(await status(await world.signIn(portal, "google", "ada"))).toBe(200);
    });

    it("make an administrator before the first sign-in, and take it back from the live session", async () => {
      const granted = await portico("admin", "grant", "grace@navy.example");
      expect(granted).toMatchObject({ exitCode: 0, out: expect.stringMatching(/awaited +grace@navy\.example/) });
      const browser = await world.signIn(portal, "google", "grace");
      const consoleStatus = async () => {
        const answer = await world.call(portal, browser, "/admin");
        await answer.text();
        return answer.status;
      };
      expect(await consoleStatus()).toBe(200);
      const listed = JSON.parse((await portico("admin", "list", "--json")).out);
      expect(listed).toMatchObject({ items: [{ role: "admin", assignedBy: "operator" }], next: null });
      expect(await portico("admin", "revoke", "grace@navy.example")).toMatchObject({ exitCode: 0 });
      expect(await consoleStatus()).not.toBe(200);
      expect((await portico("admin", "list")).out).toBe("(none)\n");
    });

    it("say what is wrong with the name of an administrator", async () => {
      const wrong = await portico("admin", "grant", "grace");
      expect(wrong).toMatchObject({ exitCode: 1, out: "" });
      expect(wrong.err).toContain("neither an e-mail address nor provider:subject");
      expect(await portico("admin", "crown", "grace")).toMatchObject({ exitCode: 2, out: "" });
    });

    it("leave the data directory of the portal as it was", async () => {
      const before = readdirSync(portal.dataDirectory);
      expect(await portico("system", "get")).toMatchObject({ exitCode: 0, out: expect.stringContaining("PostgreSQL") });
      expect(readdirSync(portal.dataDirectory)).toEqual(before);
    });

    it("say which settings have mistakes, and end with the code for it", async () => {
      const result = await runPortico(["system", "get"], {
        env: { DATABASE_URL: "mysql://x", PORTICO_URL: "ftp://y" },
      });
      expect(result).toMatchObject({ exitCode: 4, out: "" });
      expect(result.err).toContain("✗ DATABASE_URL");
      expect(result.err).toContain("✗ PORTICO_URL");
    });

    it("say that the database is away", async () => {
      const { hostname, username, password } = new URL(database.url);
      const away = `postgresql://${username}:${password}@${hostname}:1/none`;
      const result = await runPortico(["system", "get", "--json"], {
        env: {
          DATABASE_URL: away,
          PORTICO_CONFIG: world.configFile,
          PORTICO_SECRETS: world.secret,
          PORTICO_URL: world.publicUrl,
        },
      });
      expect(result).toMatchObject({ exitCode: 4, out: "" });
      expect(JSON.parse(result.err)).toMatchObject({ code: "database_unavailable" });
    });
  });
}
