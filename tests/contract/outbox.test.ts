import { readFileSync } from "node:fs";
import { beforeAll, beforeEach, expect, it } from "vitest";
import type { Database } from "#server/database/database.ts";
import { createOutboxStore, type OutboxStore } from "#server/outbox/outbox-store.ts";
import { type OutboxDeliveryDeps, type OutboxKind, startOutboxDelivery } from "#server/outbox/start-outbox-delivery.ts";
import { eachDatabase } from "#tests/support/test-database.ts";

interface Letter {
  text: string;
}

const kind: OutboxKind = {
  name: "letter",
  retryDelaysSeconds: [5, 60],
  perTarget: 2,
  waitingMax: 3,
  leaseSeconds: 30,
};

eachDatabase("the outbox", (open) => {
  let database: Database;
  let store: OutboxStore;
  let nowMs: number;
  let events: string[];

  beforeAll(async () => {
    database = await open();
    store = createOutboxStore(database);
  });
  beforeEach(async () => {
    await database.execute("DELETE FROM outbox");
    nowMs = Date.parse("2030-01-01T00:00:00Z");
    events = [];
  });

  const at = (seconds: number) => new Date(nowMs + seconds * 1000);
  const add = (text: string, target = "acme", { name = "letter", dueSeconds = 0 } = {}) =>
    database.execute(
      `INSERT INTO outbox (kind, target, payload, next_attempt_at, created_at)
       VALUES ($1, $2, jsonb_build_object('text', $3::text), $4, $4)`,
      [name, target, text, at(dueSeconds)],
    );
  const take = (more: { limit?: number; exceptTargets?: string[]; name?: string } = {}) =>
    store.takeDue<Letter>({
      kind: more.name ?? "letter",
      now: at(0),
      leaseUntil: at(30),
      limit: more.limit ?? 10,
      exceptTargets: more.exceptTargets ?? [],
    });
  const texts = (entries: readonly { payload: Letter }[]) => entries.map(({ payload }) => payload.text).sort();
  const waiting = () =>
    database.query<{ text: string; attempts: number; inSeconds: number }>(
      `SELECT payload->>'text' AS text, attempts, extract(epoch FROM next_attempt_at - $1::timestamptz)::float8 AS "inSeconds"
       FROM outbox ORDER BY created_at, 1`,
      [at(0)],
    );

  /** One look at the outbox, by a process that stops when it has dealt with what it took. */
  const start = (send: OutboxDeliveryDeps<Letter>["send"], change: Partial<OutboxDeliveryDeps<Letter>> = {}) =>
    startOutboxDelivery<Letter>({
      kind,
      store,
      send,
      onDelivered: ({ payload }) => events.push(`delivered ${payload.text}`),
      onFailed: ({ payload, attempts }) => events.push(`failed ${payload.text} ${attempts}`),
      onGivenUp: ({ payload }) => events.push(`given up ${payload.text}`),
      log: { warn: (message) => events.push(message) },
      now: () => at(0),
      ...change,
    });
  const look = async (send: OutboxDeliveryDeps<Letter>["send"]) => {
    const delivery = start(send);
    await delivery.deliver();
    await delivery.stop();
  };

  it("hands out what is due, the longest due first, and nothing before its time", async () => {
    await add("later", "acme", { dueSeconds: 1 });
    await add("second", "acme", { dueSeconds: -1 });
    await add("first", "acme", { dueSeconds: -2 });
    expect(texts(await take({ limit: 1 }))).toEqual(["first"]);
    expect(texts(await take())).toEqual(["second"]);
    expect(await take()).toEqual([]);
    nowMs += 1000;
    expect(texts(await take())).toEqual(["later"]);
  });

  it("gives each entry to one of two processes that take at once", async () => {
    for (let n = 0; n < 20; n++) await add(`letter ${n}`);
    const [ours, theirs] = await Promise.all([take({ limit: 20 }), take({ limit: 20 })]);
    expect(texts([...ours, ...theirs])).toHaveLength(20);
    expect(new Set(texts([...ours, ...theirs])).size).toBe(20);
  });

  it("hands out again what a process took that died, after the lease, with the attempts counted", async () => {
    await add("hello");
    const [taken] = await take();
    nowMs += 29_999;
    expect(await take()).toEqual([]);
    nowMs += 1;
    expect(await take()).toEqual([{ ...taken, attempts: 2 }]);
  });

  it("hands out nothing of the targets that are at their limit", async () => {
    await add("for acme", "acme");
    await add("for globex", "globex");
    expect(texts(await take({ exceptTargets: ["acme"] }))).toEqual(["for globex"]);
    expect(texts(await take())).toEqual(["for acme"]);
  });

  it("doesn't let the backlog of one kind delay another's", async () => {
    for (let n = 0; n < 50; n++) await add(`letter ${n}`, "acme", { dueSeconds: -60 });
    await add("urgent", "acme", { name: "telegram" });
    expect(texts(await take({ name: "telegram", limit: 1 }))).toEqual(["urgent"]);
  });

  it("removes what was delivered, and without an event what is unwanted", async () => {
    await add("hello");
    await add("spam");
    await look(async ({ payload }) => (payload.text === "spam" ? "unwanted" : "delivered"));
    expect(await waiting()).toEqual([]);
    expect(events).toEqual(["delivered hello"]);
  });

  it("puts off what failed by each of the delays, and drops it after the last attempt", async () => {
    await add("hello");
    const refused = () => Promise.reject(new Error("refused"));
    for (const [index, inSeconds] of kind.retryDelaysSeconds.entries()) {
      await look(refused);
      expect(await waiting()).toEqual([{ text: "hello", attempts: index + 1, inSeconds }]);
      nowMs += inSeconds * 1000;
    }
    await look(refused);
    expect(await waiting()).toEqual([]);
    expect(events).toEqual(["failed hello 1", "failed hello 2", "failed hello 3", "given up hello"]);
  });

  it("delivers at most so many to one target at a time, and the others' meanwhile", async () => {
    for (const text of ["a", "b", "c"]) await add(text, "acme");
    await add("other", "globex", { dueSeconds: 0 });
    const answer = Promise.withResolvers<void>();
    const sent: string[] = [];
    const delivery = start(async ({ target, payload }) => {
      sent.push(payload.text);
      if (target === "acme") await answer.promise;
      return "delivered";
    });
    await Promise.all(Array.from({ length: 20 }, () => delivery.deliver()));
    expect(sent.filter((text) => text !== "other")).toHaveLength(2);
    expect(sent).toContain("other");
    const passedOver = (await waiting()).filter(({ attempts }) => attempts === 0);
    expect(passedOver).toMatchObject([{ inSeconds: 0 }]);
    answer.resolve();
    await expect.poll(() => sent.toSorted()).toEqual(["a", "b", "c", "other"]);
    await delivery.stop();
  });

  it("drops the oldest entries beyond what may wait for one target, and none of other targets", async () => {
    for (let n = 0; n < 5; n++) await add(`letter ${n}`, "acme", { dueSeconds: n });
    await add("other", "globex", { dueSeconds: 9 });
    await add("telegram", "acme", { name: "telegram", dueSeconds: 10 });
    expect(await store.dropSurplus("letter", 3, 500)).toEqual(["acme", "acme"]);
    expect((await waiting()).map(({ text }) => text)).toEqual([
      "letter 2",
      "letter 3",
      "letter 4",
      "other",
      "telegram",
    ]);
    expect(await store.dropSurplus("letter", 3, 500)).toEqual([]);
  });

  it("refuses payloads above 64 KiB", async () => {
    await expect(add("x".repeat(65_536))).rejects.toThrow();
  });

  it("gets the logout tokens that processes of the version before write", async () => {
    const sql = "INSERT INTO backchannel_logouts (client_id, account_id, sid) VALUES ('buddy', 'ada', 'sid')";
    await database.execute(sql);
    expect(await database.query("SELECT kind, target, payload, attempts FROM outbox")).toEqual([
      { kind: "backchannel_logout", target: "buddy", payload: { accountId: "ada", sid: "sid" }, attempts: 0 },
    ]);
    expect(await database.query("SELECT 1 FROM backchannel_logouts")).toEqual([]);
  });

  it("gets the logout tokens that wait when the portal is upgraded, with their attempts and times", async () => {
    const trigger = "ALTER TABLE backchannel_logouts %s TRIGGER backchannel_logouts_moved";
    await database.execute(trigger.replace("%s", "DISABLE"));
    const sql = `INSERT INTO backchannel_logouts (client_id, account_id, sid, attempts, next_attempt_at)
      VALUES ('buddy', 'ada', 'sid', 2, $1)`;
    await database.execute(sql, [at(60)]);
    await database.execute(trigger.replace("%s", "ENABLE"));
    const migration = readFileSync("prisma/migrations/0085_outbox/migration.sql", "utf8");
    await database.execute(migration.slice(migration.indexOf("WITH waiting")));
    const [moved] = await database.query("SELECT kind, target, attempts, next_attempt_at AS due, payload FROM outbox");
    expect(moved).toEqual({
      kind: "backchannel_logout",
      target: "buddy",
      attempts: 2,
      due: at(60),
      payload: { accountId: "ada", sid: "sid" },
    });
    expect(await database.query("SELECT 1 FROM backchannel_logouts")).toEqual([]);
  });
});
