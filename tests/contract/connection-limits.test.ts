import { randomBytes } from "node:crypto";
import { Writable } from "node:stream";
import pg from "pg";
import { describe, expect, it, onTestFinished } from "vitest";
import { openDatabase } from "#server/database/database.ts";
import { isDatabaseOutage } from "#server/errors/is-database-outage.ts";
import { createLogger } from "#server/http/log/logger.ts";
import { nextListeningChange } from "#tests/support/notifications.ts";
import { createPostgresDatabase, testDatabaseUrl } from "#tests/support/postgres-template.ts";
import { hasPgbouncer, startPgbouncer } from "#tests/support/start-pgbouncer.ts";

async function createLimited(limit: number) {
  const { url, drop } = await createPostgresDatabase({ migrated: false });
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  const role = `portico_limited_${randomBytes(6).toString("hex")}`;
  await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD 'secret' CONNECTION LIMIT ${limit}`);
  await admin.query(`CREATE SCHEMA AUTHORIZATION ${role}`);
  onTestFinished(async () => {
    await admin.query(`DROP OWNED BY ${role}`);
    await admin.query(`DROP ROLE ${role}`);
    await admin.end();
    await drop();
  });
  const own = new URL(url);
  own.username = role;
  own.password = "secret";
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const database = await openDatabase(
    { kind: "postgres", url: own.href, poolSize: 10 },
    { log: createLogger("info", stream) },
  );
  onTestFinished(() => database.close());
  return { database, admin, role, lines };
}

if (testDatabaseUrl) {
  describe("where the server gives fewer connections than the pool wants", () => {
    it("requests wait for one of those, and the log names DATABASE_POOL_SIZE once", async () => {
      // One listens; two are for requests.
      const { database, lines } = await createLimited(3);
      const queries = Array.from({ length: 12 }, (_, index) => database.query("SELECT $1::int", [index]));
      const transactions = Array.from({ length: 3 }, () => database.transaction((tx) => tx.user.count()));
      await Promise.all([...queries, ...transactions]);
      const warnings = lines.filter((line) => line.includes("DATABASE_POOL_SIZE"));
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toContain("too many connections for role");
    });

    it.skipIf(!hasPgbouncer)("requests wait where a pooler takes fewer clients, too", async () => {
      const { url, drop } = await createPostgresDatabase();
      const pooler = await startPgbouncer(url, { mode: "transaction", maxClients: 2 });
      const lines: string[] = [];
      const stream = { write: (line: string) => void lines.push(line) };
      const settings = { kind: "postgres", url: pooler.url, listenUrl: url, poolSize: 10 } as const;
      const database = await openDatabase(settings, { log: createLogger("info", stream) });
      onTestFinished(async () => {
        await database.close();
        await pooler.stop();
        await drop();
      });
      await Promise.all(Array.from({ length: 12 }, () => database.query("SELECT 1")));
      expect(lines.filter((line) => line.includes("DATABASE_POOL_SIZE"))).toHaveLength(1);
    });

    it("a request fails as an outage when none comes free in time", async () => {
      const { database, admin, role } = await createLimited(2);
      await database.query("SELECT 1");
      await admin.query(`ALTER ROLE ${role} CONNECTION LIMIT 0`);
      await admin.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1", [role]);
      const failure = await database.query("SELECT 1").catch((error: unknown) => error);
      expect(isDatabaseOutage(failure)).toBe(true);
    });

    it("the listening connection comes back, because the pool gives one of its own up for it", async () => {
      const { database, admin, role } = await createLimited(3);
      const sleeps = () => Promise.all([1, 2, 3].map(() => database.query("SELECT pg_sleep(0.05)")));
      const lost = nextListeningChange(database.notify);
      await admin.query(`ALTER ROLE ${role} CONNECTION LIMIT 2`);
      await sleeps();
      await admin.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1 AND application_name LIKE 'portico-listen%'",
        [role],
      );
      expect(await lost).toBe(false);
      const isListening = () => sleeps().then(() => database.notify.listening);
      await expect.poll(isListening, { timeout: 30_000 }).toBe(true);
      await sleeps();
    });
  });
}
