import { randomUUID } from "node:crypto";
import { beforeAll, expect, it } from "vitest";
import type { Database } from "#server/database/database.ts";
import { eachDatabase } from "#tests/support/test-database.ts";

eachDatabase("database", (open, kind) => {
  let database: Database;

  beforeAll(async () => {
    database = await open();
  });

  async function createUser(): Promise<string> {
    const id = randomUUID();
    await database.prisma.user.create({ data: { id, displayName: "Ada Lovelace" } });
    return id;
  }

  it("says what it is without a password", () => {
    expect(database.kind).toBe(kind);
    expect(database.describe()).toMatch(
      kind === "postgres" ? /^PostgreSQL \d+.* at [\w.]+:\d+\// : /^embedded PostgreSQL/,
    );
    expect(database.describe()).not.toMatch(/:[^/:@]+@/);
  });

  it("answers a ping", async () => {
    await expect(database.ping()).resolves.toBeUndefined();
  });

  it("answers a ping also when this process stood still meanwhile", async () => {
    await database.ping();
    const ping = database.ping();
    // The question is on its way then.
    for (let tick = 0; tick < 10; tick++) await new Promise<void>((resolve) => process.nextTick(resolve));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_500);
    await expect(ping).resolves.toBeUndefined();
  });

  it("keeps the exact instant of a date through Prisma and through raw SQL", async () => {
    const id = await createUser();
    const disabledAt = new Date("2026-07-01T12:34:56.789Z");
    await database.prisma.user.update({ where: { id }, data: { disabledAt } });

    const [raw] = await database.query<{ disabled_at: Date; now: Date }>(
      "SELECT disabled_at, now() AS now FROM users WHERE id = $1",
      [id],
    );
    expect(raw?.disabled_at).toEqual(disabledAt);
    expect(Math.abs((raw?.now.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);

    await database.execute("UPDATE users SET disabled_at = $2 WHERE id = $1", [id, disabledAt]);
    expect((await database.prisma.user.findUniqueOrThrow({ where: { id } })).disabledAt).toEqual(disabledAt);
  });

  it("gives raw rows the same types on every database", async () => {
    const [row] = await database.query<Record<string, unknown>>(
      `SELECT 9007199254740993::bigint AS big, '\\x00ff'::bytea AS bytes, '{"a":[1]}'::jsonb AS json,
              7::int AS int, ARRAY['a','b']::text[] AS list, NULL::text AS nothing, true AS yes`,
    );
    expect(row).toEqual({
      big: 9007199254740993n,
      bytes: Buffer.from([0, 255]),
      json: { a: [1] },
      int: 7,
      list: ["a", "b"],
      nothing: null,
      yes: true,
    });
    expect(Buffer.isBuffer(row?.["bytes"])).toBe(true);
  });

  it("takes the same kinds of parameters on every database", async () => {
    const when = new Date("2026-02-03T04:05:06.007Z");
    const [row] = await database.query<Record<string, unknown>>(
      "SELECT $1::timestamptz AS at, $2::bytea AS bytes, $3::jsonb AS json, $4::text[] AS list, $5::bigint AS big, $6::int AS nothing",
      [when, Buffer.from("ab"), { b: 1 }, ["x", "y"], 5n, null],
    );
    expect(row).toEqual({
      at: when,
      bytes: Buffer.from("ab"),
      json: { b: 1 },
      list: ["x", "y"],
      big: 5n,
      nothing: null,
    });
  });

  it("counts the rows that a statement touched", async () => {
    const id = await createUser();
    expect(await database.execute("UPDATE users SET locale = 'en' WHERE id = $1", [id])).toBe(1);
    expect(await database.execute("UPDATE users SET locale = 'en' WHERE id = $1", [randomUUID()])).toBe(0);
  });

  it("lets exactly one of many parallel compare-and-sets win", async () => {
    const id = await createUser();
    const counts = await Promise.all(
      Array.from({ length: 20 }, () =>
        database.execute("UPDATE users SET disabled_at = now() WHERE id = $1 AND disabled_at IS NULL", [id]),
      ),
    );
    expect(counts.filter((count) => count === 1)).toHaveLength(1);
  });

  it("refuses a second row with the same unique key, by Prisma's code P2002", async () => {
    const id = await createUser();
    await expect(database.prisma.user.create({ data: { id, displayName: "Twice" } })).rejects.toMatchObject({
      code: "P2002",
    });
  });

  it("undoes everything of a transaction that throws", async () => {
    const id = randomUUID();
    const failed = database.transaction(async (tx) => {
      await tx.user.create({ data: { id, displayName: "Never" } });
      throw new Error("changed my mind");
    });
    await expect(failed).rejects.toThrow("changed my mind");
    expect(await database.prisma.user.findUnique({ where: { id } })).toBeNull();
  });

  it("goes on working after a transaction that failed in SQL", async () => {
    const failed = database.transaction(async (tx) => {
      await tx.$executeRaw`SELECT 1/0`;
    });
    await expect(failed).rejects.toThrow();
    await expect(database.ping()).resolves.toBeUndefined();
  });

  it("refuses to rewrite an audit event", async () => {
    await database.prisma.auditEvent.create({ data: { type: "test", outcome: "success" } });
    await expect(database.execute("UPDATE audit_events SET outcome = 'failure'")).rejects.toThrow(/append-only/);
  });

  it("refuses a ping once it is closed", async () => {
    const other = await open();
    await other.close();
    await expect(other.ping()).rejects.toMatchObject({ code: "database_unavailable" });
  });
});
