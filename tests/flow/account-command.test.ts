import { execFile } from "node:child_process";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CookieBrowser } from "#tests/support/cookie-browser.ts";
import { createPortalWorld, type PortalProcess, type PortalWorld } from "#tests/support/portal-world.ts";
import {
  createPostgresDatabase,
  type PostgresTestDatabase,
  testDatabaseUrl,
} from "#tests/support/postgres-template.ts";

if (testDatabaseUrl) {
  describe("the operator's command", () => {
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

    const account = (...args: string[]) => command("account", ...args);

    /** As `npm run portico -- account …` runs it, with the portal's settings. */
    function command(name: "account" | "admin", ...args: string[]): Promise<{ exitCode: number; output: string }> {
      const env = {
        PATH: process.env["PATH"] ?? "",
        NODE_ENV: "production" as const,
        DATABASE_URL: database.url,
        PORTICO_CONFIG: world.configFile,
        PORTICO_SECRETS: world.secret,
        PORTICO_URL: world.publicUrl,
        PORTICO_DATA_DIR: portal.dataDirectory,
      };
      const cwd = join(import.meta.dirname, "../..");
      return new Promise((resolve) => {
        execFile(process.execPath, [`server/${name}-command.ts`, ...args], { cwd, env }, (error, stdout, stderr) =>
          resolve({ exitCode: Number(error?.code ?? 0), output: stdout + stderr }),
        );
      });
    }
    const status = async (browser: CookieBrowser) => {
      const answer = await world.call(portal, browser, "/bff/user");
      await answer.text();
      return answer.status;
    };
    const revocations = () => world.demo.controls.calls("google", "revoke");

    it("disables by address: the session is refused at the next call, its provider token revoked", async () => {
      const browser = await world.signIn(portal, "google", "ada");
      expect(await status(browser)).toBe(200);
      const before = revocations();
      const { exitCode, output } = await account("disable", "ADA@lovelace.example");
      expect(output).toMatch(/^Account [0-9a-f-]{36} is disabled\. Ended: 1 sessions, /);
      expect(exitCode).toBe(0);
      expect(await status(browser)).toBe(401);
      expect(revocations()).toBe(before + 1);
      await expect(world.signIn(portal, "google", "ada")).rejects.toThrow("nobody was signed in");

      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      const { rows } = await client.query("SELECT details FROM audit_events WHERE type = 'account.disabled'");
      await client.end();
      expect(rows).toMatchObject([{ details: { sessions: 1 } }]);
    });

    it("enables again, by address too", async () => {
      expect(await account("enable", "ada@lovelace.example")).toMatchObject({ exitCode: 0 });
      expect(await status(await world.signIn(portal, "google", "ada"))).toBe(200);
      expect(await account("enable", "ada@lovelace.example")).toMatchObject({ exitCode: 1 });
    });

    it("changes nothing without a known account, and says so", async () => {
      expect(await account("disable", "nobody@example.com")).toEqual({
        exitCode: 1,
        output: "No account has the address nobody@example.com.\n",
      });
      expect(await account("forget", "ada@lovelace.example")).toMatchObject({ exitCode: 2 });
    });

    it("makes an administrator before the first sign-in, and takes it back from the live session", async () => {
      const admin = (...args: string[]) => command("admin", ...args);
      const granted = await admin("grant", "grace@navy.example");
      expect(granted).toMatchObject({ exitCode: 0, output: expect.stringContaining("first sign-in") });
      const browser = await world.signIn(portal, "google", "grace");
      const console = async () => {
        const answer = await world.call(portal, browser, "/admin");
        await answer.text();
        return answer.status;
      };
      expect(await console()).toBe(200);
      expect((await admin("list")).output).toMatch(/^Account [0-9a-f-]{36} \(.*\) {2}by operator, \d{4}-/);
      expect(await admin("grant", "grace@navy.example")).toMatchObject({ exitCode: 0 });
      expect(await admin("revoke", "grace@navy.example")).toMatchObject({ exitCode: 0 });
      expect(await console()).not.toBe(200);
      expect((await admin("list")).output).toBe("");
    });

    it("says what is wrong with the name of an administrator", async () => {
      const { exitCode, output } = await command("admin", "grant", "grace");
      expect(exitCode).toBe(1);
      expect(output).toContain("neither an e-mail address nor provider:subject");
      expect(await command("admin", "crown", "grace")).toMatchObject({ exitCode: 2 });
    });
  });
}
