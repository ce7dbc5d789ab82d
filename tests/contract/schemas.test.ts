import { randomBytes, randomUUID } from "node:crypto";
import pg from "pg";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Database, openDatabase } from "#server/database/database.ts";
import { createLogger } from "#server/http/log/logger.ts";
import { nextPayload } from "#tests/support/notifications.ts";
import { createPostgresDatabase, testDatabaseUrl } from "#tests/support/postgres-template.ts";

const quiet = createLogger("error", { write: () => {} });

/** Users of a fresh database that may not create anything in public, as since PostgreSQL 15. */
async function createUsers(count: number, { withSchemas = true } = {}): Promise<URL[]> {
  const { url, drop } = await createPostgresDatabase({ migrated: false });
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  await admin.query("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
  const users = Array.from({ length: count }, () => `portico_user_${randomBytes(6).toString("hex")}`);
  onTestFinished(async () => {
    await admin.end();
    await drop();
    const server = new pg.Client({ connectionString: testDatabaseUrl });
    await server.connect();
    for (const user of users) await server.query(`DROP ROLE ${user}`);
    await server.end();
  });
  for (const user of users) {
    await admin.query(`CREATE ROLE ${user} LOGIN PASSWORD 'secret'`);
    if (withSchemas) await admin.query(`CREATE SCHEMA AUTHORIZATION ${user}`);
  }
  return users.map((user) => {
    const own = new URL(url);
    own.username = user;
    own.password = "secret";
    return own;
  });
}

async function open(url: URL | undefined): Promise<Database> {
  const database = await openDatabase({ kind: "postgres", url: url?.href ?? "", poolSize: 3 }, { log: quiet });
  onTestFinished(() => database.close());
  return database;
}

const createPerson = async (database: Database, displayName: string) => {
  await database.prisma.user.create({ data: { id: randomUUID(), displayName } });
};

const people = async (database: Database) => ({
  prisma: (await database.prisma.user.findMany()).map(({ displayName }) => displayName),
  sql: (await database.query<{ name: string }>("SELECT display_name AS name FROM users")).map(({ name }) => name),
});

if (testDatabaseUrl) {
  describe("a database user", () => {
    it("with a schema of its own: tables and all queries are there, at the second start too", async () => {
      const [url] = await createUsers(1);
      const database = await open(url);
      await createPerson(database, "Ada");
      expect(await people(database)).toEqual({ prisma: ["Ada"], sql: ["Ada"] });
      expect(database.describe()).toContain(`schema ${url?.username}`);
      expect(await people(await open(url))).toEqual({ prisma: ["Ada"], sql: ["Ada"] });
    });

    it("that owns the schema of ?schema= and may create none", async () => {
      const [url] = await createUsers(1);
      url?.searchParams.set("schema", url.username);
      const database = await open(url);
      await createPerson(database, "Ada");
      expect(await people(database)).toEqual({ prisma: ["Ada"], sql: ["Ada"] });
    });

    it("that may create tables nowhere is told what to do", async () => {
      const [url] = await createUsers(1, { withSchemas: false });
      await expect(open(url)).rejects.toMatchObject({
        code: "invalid_settings",
        detail: expect.stringMatching(/permission denied for schema public\..*CREATE SCHEMA AUTHORIZATION/),
      });
    });

    it("whose search_path leads nowhere is told so", async () => {
      const [url] = await createUsers(1, { withSchemas: false });
      url?.searchParams.set("options", "-c search_path=nowhere");
      await expect(open(url)).rejects.toMatchObject({
        code: "invalid_settings",
        detail: expect.stringMatching(/no schema in the search_path/),
      });
    });
  });

  describe("portals in schemas of one database", () => {
    it("have people, events and answers of their own", async () => {
      const [one, two] = await createUsers(2);
      const [here, there] = [await open(one), await open(two)];
      const hereAgain = await open(one);
      await createPerson(here, "Ada");
      await createPerson(there, "Grace");
      expect([await people(here), await people(there)]).toEqual([
        { prisma: ["Ada"], sql: ["Ada"] },
        { prisma: ["Grace"], sql: ["Grace"] },
      ]);

      const heard: string[] = [];
      there.notify.subscribe("one", (payload) => void heard.push(payload));
      const told = nextPayload(hereAgain.notify, "one");
      await here.transaction((_tx, publish) => publish("one", "from here"));
      expect(await told).toBe("from here");
      await there.transaction((_tx, publish) => publish("one", "from there"));
      expect(heard).toEqual(["from there"]);
    });

    it("don't wait for each other's processes to answer", async () => {
      const [one, two] = await createUsers(2);
      const [here, there] = [await open(one), await open(two)];
      expect(await here.notify.hasEnded(there.notify.processId)).toBe(true);
      const [row] = await here.query<{ names: string[] }>(
        "SELECT array_agg(application_name) AS names FROM pg_stat_activity WHERE usename = current_user",
      );
      expect(row?.names).not.toContainEqual(expect.stringMatching(/^portico-listener /));
    });

    it("?schema= of one that doesn't exist creates it, beside one in public", async () => {
      const { url, drop } = await createPostgresDatabase();
      onTestFinished(drop);
      const inPublic = await open(new URL(url));
      const other = new URL(url);
      other.searchParams.set("schema", "Second Portal");
      const inOther = await open(other);
      await createPerson(inOther, "Grace");
      expect(await people(inOther)).toEqual({ prisma: ["Grace"], sql: ["Grace"] });
      expect(await people(inPublic)).toEqual({ prisma: [], sql: [] });
    });
  });
}
