import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type Database, openDatabase } from "#server/database/database.ts";
import { createProcessList, type ProcessList } from "#server/processes/process-list.ts";
import { createProcessQuestions } from "#server/processes/process-questions.ts";
import { type CuttableRelay, startCuttableRelay } from "#tests/support/cuttable-relay.ts";
import {
  createPostgresDatabase,
  type PostgresTestDatabase,
  testDatabaseUrl,
} from "#tests/support/postgres-template.ts";
import { eachDatabase } from "#tests/support/test-database.ts";
import { testMessages } from "#tests/support/test-messages.ts";

function join({ notify }: Database, role: "portal" | "command" = "portal") {
  const messages = testMessages();
  const questions = createProcessQuestions({ notify, messages });
  const list = createProcessList({ notify, questions, messages, role });
  return {
    list: list.list,
    async close() {
      await list.close();
      questions.close();
    },
  };
}

eachDatabase("a process that is looked at", (open, kind) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });

  it("is in the list of processes with its version, and no question is waited for in vain", async () => {
    const own = join(database);
    onTestFinished(own.close);
    const began = performance.now();
    const { items, complete } = await own.list();
    expect(performance.now() - began).toBeLessThan(900);
    expect(complete).toBe(true);
    expect(items).toMatchObject([{ isOwn: true, state: "answers", facts: { pid: process.pid, role: "portal" } }]);
    expect(items[0]?.facts?.version).toMatch(/^\d+\.\d+\.\d+/);
  });

  it("says its database's version, size, migrations and connections", async () => {
    const found = await database.inspect();
    expect(found).toMatchObject({ kind, version: expect.stringMatching(/^\d+\.\d+/) });
    expect(found.sizeBytes).toBeGreaterThan(1_000_000);
    expect(found.migrations).toMatchObject({ pending: [], unknown: [], latest: expect.stringMatching(/^\d{4}_/) });
    expect(found.migrations.applied).toBeGreaterThan(20);
    expect(found.migrations.latestAt).toBeInstanceOf(Date);
    if (kind === "embedded") expect(found.pool).toBeNull();
    else expect(found.pool).toMatchObject({ max: 5, waiting: 0 });
  });
});

// Registered only where there is a PostgreSQL: the embedded database serves one process.
if (testDatabaseUrl) {
  describe("the list of processes, with several on one PostgreSQL", () => {
    let database: PostgresTestDatabase;
    let relay: CuttableRelay;
    const opened: Database[] = [];
    const joined: { close: ProcessList["close"] }[] = [];

    beforeAll(async () => {
      database = await createPostgresDatabase();
      relay = await startCuttableRelay(database.url);
    });
    afterAll(async () => {
      for (const one of joined) await one.close();
      for (const one of opened) await one.close();
      await relay.cut();
      await database.drop();
    });

    async function start(listenUrl?: string): Promise<Database> {
      const place = listenUrl === undefined ? {} : { listenUrl };
      const one = await openDatabase({ kind: "postgres", url: database.url, poolSize: 2, ...place });
      opened.push(one);
      return one;
    }
    async function startListed(listenUrl?: string, role?: "portal" | "command") {
      const one = join(await start(listenUrl), role);
      joined.push(one);
      return one;
    }
    const states = async ({ list }: ProcessList | { list: ProcessList["list"] }) =>
      (await list()).items.map(({ isOwn, state, facts }) => `${isOwn ? "own" : (facts?.role ?? "?")} ${state}`).sort();

    it("has each that listens, those that don't answer, and those that get no events", async () => {
      const here = await startListed();
      const there = await startListed(relay.url);
      expect(await states(here)).toEqual(["own answers", "portal answers"]);
      const command = await startListed(undefined, "command");
      expect(await states(here)).toEqual(["command answers", "own answers", "portal answers"]);
      const answered = (await here.list()).items.filter(({ isOwn }) => !isOwn);
      expect(answered.every(({ answeredAfterMs }) => answeredAfterMs !== null && answeredAfterMs < 1_000)).toBe(true);

      await relay.cut();
      await expect.poll(() => states(here)).toEqual(["command answers", "own answers", "portal cut_off"]);
      const [cut] = (await here.list()).items.filter(({ state }) => state === "cut_off");
      expect(Date.now() - (cut?.sinceMs ?? 0)).toBeLessThan(30_000);
      // The one that gets no events says so of itself, and knows that it could not ask.
      const own = await there.list();
      expect(own.complete).toBe(false);
      expect(own.items[0]).toMatchObject({ isOwn: true, state: "cut_off" });
      expect(own.items.slice(1).every(({ state }) => state === "unknown")).toBe(true);

      await relay.mend();
      await expect
        .poll(() => states(here), { timeout: 30_000 })
        .toEqual(["command answers", "own answers", "portal answers"]);

      await command.close();
      await opened[2]?.close();
      expect(await states(here)).toEqual(["own answers", "portal answers"]);

      // It listens, and nothing in it answers: as one that hangs, or an older version.
      await start();
      expect(await states(here)).toEqual(["? silent", "own answers", "portal answers"]);
    }, 60_000);

    it("says since when events don't arrive, and why", async () => {
      const one = await start(relay.url);
      expect(one.outages()).toEqual([]);
      await relay.cut();
      await expect.poll(() => one.outages()).toMatchObject([{ part: "events", sinceMs: expect.any(Number) }]);
      await relay.mend();
      await expect.poll(() => one.outages(), { timeout: 30_000 }).toEqual([]);
    }, 60_000);
  });
}
