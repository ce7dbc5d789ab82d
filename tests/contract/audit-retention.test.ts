import { beforeEach, expect, it } from "vitest";
import { createAuditStore } from "#server/audit/audit-store.ts";
import type { Database } from "#server/database/database.ts";
import { eachDatabase } from "#tests/support/test-database.ts";

const refusal = /append-only/;

eachDatabase("audit events", (open) => {
  let database: Database;

  beforeEach(async () => {
    database = await open();
  });

  const insert = (...agesInDays: number[]) =>
    database.execute(
      "INSERT INTO audit_events (at, type, outcome) SELECT now() - make_interval(days => age), 'test', 'success' FROM unnest($1::int[]) age",
      [agesInDays],
    );
  const ages = async () =>
    (await database.query<{ age: number }>("SELECT (now()::date - at::date) AS age FROM audit_events ORDER BY at")).map(
      ({ age }) => age,
    );

  it("can't be deleted, whatever their age, by a statement that isn't the retention's", async () => {
    await insert(5_000, 1);
    await expect(database.execute("DELETE FROM audit_events")).rejects.toThrow(refusal);
    await expect(database.execute("DELETE FROM audit_events WHERE at < now() - interval '10 years'")).rejects.toThrow(
      refusal,
    );
    await expect(database.prisma.auditEvent.deleteMany()).rejects.toThrow();
    await expect(database.execute("TRUNCATE audit_events")).rejects.toThrow(refusal);
    expect(await ages()).toEqual([5_000, 1]);
  });

  it("are deleted after the retention, the oldest first, a bounded number at a time", async () => {
    await insert(9, 11, 12, 13);
    const { purge } = createAuditStore(database);
    expect(await purge(10, 2)).toBe(2);
    expect(await ages()).toEqual([11, 9]);
    expect(await purge(10, 2)).toBe(1);
    expect(await ages()).toEqual([9]);
    // What the retention may, nothing may after it on the same connection.
    await insert(12);
    await expect(database.execute("DELETE FROM audit_events")).rejects.toThrow(refusal);
  });

  it.each([
    ["younger than the retention that is named", "30"],
    ["younger than a day, though no day is named", "0"],
    ["younger than a day, though less than none is named", "-1000"],
  ])("can't be deleted %s", async (_, days) => {
    await database.execute(
      "INSERT INTO audit_events (at, type, outcome) VALUES (now() - interval '23 hours', 'test', 'success')",
    );
    const deleted = database.transaction(async (tx) => {
      await tx.$queryRaw`SELECT set_config('portico.audit_retention_days', ${days}, true)`;
      await tx.$executeRaw`DELETE FROM audit_events`;
    });
    await expect(deleted).rejects.toThrow();
    expect(await database.prisma.auditEvent.count()).toBe(1);
  });
});
