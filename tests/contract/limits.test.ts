import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createLimits } from "#server/admin/limits/limits.ts";
import { createDeviceAttemptStore } from "#server/authorization-server/device/device-attempt-store.ts";
import { createGuessLimit, createGuessLockouts } from "#server/authorization-server/device/guess-limit.ts";
import { nowSeconds } from "#server/clock.ts";
import { type Database, openDatabase } from "#server/database/database.ts";
import { createProcessQuestions } from "#server/processes/process-questions.ts";
import { guessKey } from "#server/rate-limits/limit-key.ts";
import { createMemoryRateLimiter } from "#server/rate-limits/rate-limiter.ts";
import { createKeptReturnPaths } from "#server/sessions/kept-return-paths.ts";
import { createPostgresDatabase, testDatabaseUrl } from "#tests/support/postgres-template.ts";
import { eachDatabase } from "#tests/support/test-database.ts";
import { testMessages } from "#tests/support/test-messages.ts";

/** The limits of one process. */
function limitsOf(database: Database) {
  const limiter = createMemoryRateLimiter(nowSeconds);
  const questions = createProcessQuestions({ notify: database.notify, messages: testMessages() });
  const attempts = createDeviceAttemptStore(database);
  const returnPaths = createKeptReturnPaths(database);
  const limits = createLimits({ questions, limiter, guesses: createGuessLockouts(attempts, nowSeconds), returnPaths });
  onTestFinished(() => {
    limits.close();
    questions.close();
  });
  return { limits, limiter, returnPaths, guesses: createGuessLimit(attempts, nowSeconds) };
}

async function takeTimes(take: () => unknown, times: number): Promise<void> {
  for (let count = 0; count < times; count++) await take();
}

eachDatabase("limits in force", (open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });

  it("are not lifted by a program that shares the database and is not of this portal", async () => {
    const { limits, limiter } = limitsOf(database);
    const key = "sign-in 203.0.113.77";
    await takeTimes(() => limiter.take(key, 2), 3);
    const [forged] = (await limits.list()).items;
    const message = { id: "1", question: "lift-limit", about: key };
    for (const payload of [JSON.stringify(message), testMessages("b".repeat(40)).write("portico_question", message)]) {
      await database.notify.publish("portico_question", payload);
    }
    // Events arrive in their order, so what was published before this question has been handled.
    expect((await limits.list()).items).toContainEqual(forged);
    expect(await limiter.take(key, 2)).toMatchObject({ allowed: false });
  });

  it("are listed with whom they refuse and until when, and let requests in again once lifted", async () => {
    const { limits, limiter } = limitsOf(database);
    await takeTimes(() => limiter.take("sign-in 203.0.113.7", 2), 2);
    expect((await limits.list()).items).toEqual([]);
    await limiter.take("sign-in 203.0.113.7", 2);
    const { items, complete, countsFor } = await limits.list();
    expect({ complete, countsFor }).toEqual({ complete: true, countsFor: "process" });
    expect(items).toMatchObject([
      { id: "rate sign-in 203.0.113.7", kind: "sign-in", address: "203.0.113.7", limit: 2, count: 3 },
    ]);
    expect(Date.parse(items[0]?.until ?? "") - Date.now()).toBeGreaterThan(30_000);
    expect(await limits.lift("rate sign-in 203.0.113.7")).toMatchObject({ unreached: 0 });
    expect(limiter.take("sign-in 203.0.113.7", 2)).toMatchObject({ allowed: true, remaining: 1 });
    await expect(limits.lift("rate sign-in 203.0.113.7")).rejects.toMatchObject({ code: "admin_target_not_found" });
  });

  it("say that there are more than are listed", async () => {
    const { limits, limiter } = limitsOf(database);
    for (let host = 0; host < 41; host++) await takeTimes(() => limiter.take(`token 203.0.113.${host}`, 1), 2);
    const { items, complete } = await limits.list();
    expect([items.length, complete]).toEqual([40, false]);
    // Each can be lifted, also the one that the list has no room for.
    for (let host = 0; host < 41; host++) await limits.lift(`rate token 203.0.113.${host}`);
    expect(await limits.list()).toMatchObject({ items: [], complete: true });
  });

  it("are incomplete when a key is not known here, as of a newer version", async () => {
    const { limits, limiter } = limitsOf(database);
    await takeTimes(() => limiter.take("newer 203.0.113.7", 1), 2);
    expect(await limits.list()).toMatchObject({ items: [], complete: false });
  });

  it.each(["rate token 203.0.113.7", "rate", "device-code person nobody", "return-paths 203.0.113.7", "other x", ""])(
    "are not lifted by what is none: %j",
    async (id) => {
      const { limits, limiter } = limitsOf(database);
      await limiter.take("token 203.0.113.7", 2);
      await expect(limits.lift(id)).rejects.toMatchObject({ code: "admin_target_not_found" });
      // What was counted so far stays counted.
      expect(await limiter.take("token 203.0.113.7", 2)).toMatchObject({ remaining: 0 });
    },
  );

  it("are also those of wrong device codes: of a person and of an address", async () => {
    const { limits, guesses } = limitsOf(database);
    const userId = randomUUID();
    const keys = [guessKey("person", userId), guessKey("address", "2001:db8:0:0::/64")];
    await takeTimes(() => guesses.take(keys), 10);
    expect((await limits.list()).items).toEqual([]);
    await expect(guesses.take(keys)).rejects.toMatchObject({ code: "rate_limited" });
    const { items } = await limits.list();
    expect(items.map(({ kind, userId: person, address, unit, count }) => [kind, person, address, unit, count])).toEqual(
      expect.arrayContaining([
        ["device-code", userId, null, "guesses", 11],
        ["device-code", null, "2001:db8:0:0::/64", "guesses", 11],
      ]),
    );
    for (const key of keys) await limits.lift(`device-code ${key}`);
    await guesses.take(keys);
    await guesses.giveBack(keys);
    expect((await limits.list()).items).toEqual([]);
  });

  it("are also those of kept addresses", async () => {
    const { limits, returnPaths } = limitsOf(database);
    const long = `/${"x".repeat(2_000)}`;
    await returnPaths.keep(long);
    // As a thousand of them.
    await database.query("UPDATE kept_return_paths SET bytes = $1", [4 * 1024 * 1024]);
    await expect(returnPaths.keep(long)).rejects.toMatchObject({ code: "rate_limited" });
    const [full] = (await limits.list()).items;
    expect(full).toMatchObject({ kind: "return-paths", unit: "bytes", limit: 4 * 1024 * 1024 });
    await limits.lift(full?.id ?? "");
    expect(await returnPaths.keep(long)).toEqual(expect.any(String));
  });
});

// Registered only where there is a PostgreSQL: the embedded database serves one process.
if (testDatabaseUrl) {
  describe("limits in force, with two processes on one PostgreSQL", () => {
    it("are listed of both, and lifted in both", async () => {
      const { url, drop } = await createPostgresDatabase();
      onTestFinished(drop);
      const start = async () => {
        const database = await openDatabase({ kind: "postgres", url, poolSize: 2 });
        onTestFinished(() => database.close());
        return limitsOf(database);
      };
      const [here, there] = [await start(), await start()];
      for (const { limiter } of [here, there]) await takeTimes(() => limiter.take("token 203.0.113.7", 1), 2);
      const { items, complete } = await here.limits.list();
      expect([items.length, complete, new Set(items.map(({ process }) => process)).size]).toEqual([2, true, 2]);
      await here.limits.lift("rate token 203.0.113.7");
      for (const { limiter } of [here, there]) {
        expect(limiter.take("token 203.0.113.7", 1)).toMatchObject({ allowed: true });
      }
    });
  });
}
