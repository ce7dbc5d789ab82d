import { randomUUID } from "node:crypto";
import { Writable } from "node:stream";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type Database, openDatabase } from "#server/database/database.ts";
import type { AppError } from "#server/errors/app-error.ts";
import { createLogger } from "#server/http/log/logger.ts";
import { nextPayload } from "#tests/support/notifications.ts";
import { createPostgresDatabase, testDatabaseUrl } from "#tests/support/postgres-template.ts";
import { hasPgbouncer, type PgbouncerOptions, startPgbouncer } from "#tests/support/start-pgbouncer.ts";

/** Its lines, parsed, and what writes them. */
function recordingLog() {
  const lines: Record<string, unknown>[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      for (const line of chunk.toString().trim().split("\n")) lines.push(JSON.parse(line) as Record<string, unknown>);
      done();
    },
  });
  return { lines, log: createLogger("info", stream) };
}

type Pooled = Awaited<ReturnType<typeof createPooled>>;

async function createPooled(mode: PgbouncerOptions["mode"], { migrated = true } = {}) {
  const created = await createPostgresDatabase({ migrated });
  const pooler = await startPgbouncer(created.url, mode === "session" ? { mode } : { mode, poolSize: 3 });
  const { lines, log } = recordingLog();
  const opened: Database[] = [];
  async function open(settings: { listenUrl?: string; url?: string } = {}): Promise<Database> {
    const database = await openDatabase({ kind: "postgres", url: pooler.url, poolSize: 5, ...settings }, { log });
    opened.push(database);
    return database;
  }
  async function close(): Promise<void> {
    for (const database of opened) await database.close();
    await pooler.stop();
    await created.drop();
  }
  return { direct: created.url, pooler, open, lines, close };
}

async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

const registered = testDatabaseUrl !== undefined && hasPgbouncer;

if (registered) {
  describe("behind pgbouncer in transaction mode", () => {
    let pooled: Pooled;
    let database: Database;
    beforeAll(async () => {
      pooled = await createPooled("transaction");
      database = await pooled.open();
    });
    afterAll(() => pooled.close());

    it("a process doesn't believe that it is listening, and says why and what to do", async () => {
      const { lines } = pooled;
      expect(database.notify.listening).toBe(false);
      expect(database.degraded()).toEqual(["events over PostgreSQL"]);
      expect(database.describe()).toMatch(/, through a pooler$/);
      expect(lines).toMatchObject([
        {
          level: "warn",
          reason: expect.stringContaining("NOTIFY"),
          do: expect.stringContaining("DATABASE_LISTEN_URL"),
        },
      ]);
    });

    it("an empty database is migrated by one of two processes, and neither waits for what the other left", async () => {
      const { open, close } = await createPooled("transaction", { migrated: false });
      onTestFinished(close);
      const both = await Promise.all([open(), open()]);
      const third = await open();
      for (const { prisma } of [...both, third]) expect(await prisma.user.count()).toBe(0);
    });

    it("the same statements from many connections at once all succeed", async () => {
      const work = Array.from({ length: 300 }, (_, index) =>
        database.query<{ sum: number }>(`SELECT $1::int + ${index % 7} AS sum`, [1]),
      );
      const sums = (await Promise.all(work)).map((rows) => rows[0]?.sum);
      expect(sums).toEqual(work.map((_, index) => 1 + (index % 7)));
    });

    it("keeps the exact instant of a date, whatever time zone the server's connections were left with", async () => {
      const [id, disabledAt] = [randomUUID(), new Date("2026-07-01T12:34:56.789Z")];
      await database.prisma.user.create({ data: { id, displayName: "Ada Lovelace" } });
      await database.transaction(async (tx) => {
        await tx.$executeRaw`SET LOCAL TIME ZONE 'Pacific/Chatham'`;
        await tx.user.update({ where: { id }, data: { disabledAt } });
        expect((await tx.user.findUniqueOrThrow({ where: { id } })).disabledAt).toEqual(disabledAt);
      });
      expect((await database.prisma.user.findUniqueOrThrow({ where: { id } })).disabledAt).toEqual(disabledAt);
      expect(await database.query("SELECT disabled_at FROM users WHERE id = $1", [id])).toEqual([
        { disabled_at: disabledAt },
      ]);
    });

    it("hears by DATABASE_LISTEN_URL, and publishes by the pooler", async () => {
      const { open, direct } = pooled;
      const [here, there] = [await open({ listenUrl: direct }), await open({ listenUrl: direct })];
      expect([here.notify.listening, there.notify.listening]).toEqual([true, true]);
      const told = nextPayload(there.notify, "one");
      await here.transaction((_tx, publish) => publish("one", "hello"));
      expect(await told).toBe("hello");
      expect(await here.notify.hasEnded(there.notify.processId)).toBe(false);
    });

    it("one that can't hear is not taken for ended, as long as that can't be known", async () => {
      const { open, direct } = pooled;
      const listening = await open({ listenUrl: direct });
      expect(await listening.notify.hasEnded(database.notify.processId)).toBe(false);
      expect(await listening.notify.hasEnded(randomUUID())).toBe(true);
    });

    it("names the setting when DATABASE_LISTEN_URL doesn't answer, and doesn't start", async () => {
      await expect(pooled.open({ listenUrl: "postgresql://me:hush@127.0.0.1:1/x" })).rejects.toMatchObject({
        code: "database_unavailable",
        detail: expect.stringMatching(/^DATABASE_LISTEN_URL: .*127\.0\.0\.1:1\/x: connect ECONNREFUSED/),
      });
    });

    it("notices that events stopped arriving while the listening connection stayed open", async () => {
      const { open, close, direct, pooler, lines } = await createPooled("transaction");
      onTestFinished(close);
      const listening = await open({ listenUrl: direct });
      expect(listening.degraded()).toEqual([]);
      const elsewhere = await createPostgresDatabase();
      onTestFinished(elsewhere.drop);
      // What is published goes to another database from now on.
      pooler.leadTo(elsewhere.url);
      await expect.poll(() => listening.degraded(), { timeout: 30_000 }).toEqual(["events over PostgreSQL"]);
      await expect
        .poll(() => lines, { timeout: 30_000 })
        .toContainEqual(expect.objectContaining({ level: "warn", reason: expect.stringContaining("NOTIFY") }));
    });

    it("?schema= is refused with what to do instead, and works once that is done", async () => {
      const { open, direct } = pooled;
      const url = new URL(pooled.pooler.url);
      url.searchParams.set("schema", "own");
      const refusal = (await open({ url: url.href }).catch((error: unknown) => error)) as AppError;
      expect(refusal).toMatchObject({ code: "invalid_settings" });
      const advice = /ALTER ROLE .* SET search_path = "own"/.exec(refusal.detail ?? "")?.[0] ?? "no advice";
      await onServer(direct, advice);
      // The advice says to reconnect: the pooler's connections were opened before.
      const again = await startPgbouncer(direct, { mode: "transaction" });
      const fresh = new URL(again.url);
      fresh.searchParams.set("schema", "own");
      const own = await openDatabase({ kind: "postgres", url: fresh.href, poolSize: 2, listenUrl: direct });
      onTestFinished(async () => {
        await own.close();
        await again.stop();
      });
      expect(own.degraded()).toEqual([]);
      await own.prisma.user.create({ data: { id: randomUUID(), displayName: "Ada Lovelace" } });
      expect(await own.query("SELECT count(*)::int AS people FROM own.users")).toEqual([{ people: 1 }]);
      expect(await own.query("SELECT count(*)::int AS people FROM users")).toEqual([{ people: 1 }]);
    });
  });

  describe("behind pgbouncer in session mode", () => {
    it("events arrive, and are believed", async () => {
      const { open, close } = await createPooled("session");
      onTestFinished(close);
      const [here, there] = [await open(), await open()];
      expect([here.degraded(), there.degraded()]).toEqual([[], []]);
      const told = nextPayload(there.notify, "one");
      await here.transaction((_tx, publish) => publish("one", "hello"));
      expect(await told).toBe("hello");
    });
  });
}
