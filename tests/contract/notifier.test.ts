import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type Database, openDatabase } from "#server/database/database.ts";
import { nextListeningChange, nextPayload } from "#tests/support/notifications.ts";
import { createPostgresDatabase } from "#tests/support/postgres-template.ts";
import { eachDatabase } from "#tests/support/test-database.ts";

eachDatabase("notifier", (open, kind) => {
  let database: Database;

  beforeAll(async () => {
    database = await open();
  });

  it("listens as soon as the database is open", () => {
    expect(database.notify.listening).toBe(true);
  });

  it("delivers what is published to every subscriber of that channel and to no other", async () => {
    const seen: string[] = [];
    const stops = [
      database.notify.subscribe("one", (payload) => void seen.push(`a:${payload}`)),
      database.notify.subscribe("one", (payload) => void seen.push(`b:${payload}`)),
      database.notify.subscribe("two", (payload) => void seen.push(`c:${payload}`)),
    ];
    const last = nextPayload(database.notify, "end");
    await database.notify.publish("one", "first\nsecond line — é");
    await database.notify.publish("end", "");
    await last;
    for (const stop of stops) stop();
    expect(seen).toEqual(["a:first\nsecond line — é", "b:first\nsecond line — é"]);
  });

  it("delivers nothing more after unsubscribing", async () => {
    const seen: string[] = [];
    const stop = database.notify.subscribe("one", (payload) => void seen.push(payload));
    stop();
    const last = nextPayload(database.notify, "end");
    await database.notify.publish("one", "too late");
    await database.notify.publish("end", "");
    await last;
    expect(seen).toEqual([]);
  });

  it("refuses a payload that PostgreSQL could not carry", async () => {
    await expect(database.notify.publish("one", "x".repeat(7_996))).rejects.toThrow(RangeError);
    await expect(database.notify.publish("one", "é".repeat(3_998))).rejects.toThrow(RangeError);
    await expect(database.notify.publish("one", "x".repeat(7_995))).resolves.toBeUndefined();
  });

  it("refuses a channel name with a line break", async () => {
    await expect(database.notify.publish("a\nb", "")).rejects.toThrow(RangeError);
  });

  it("delivers what a transaction published only when it commits", async () => {
    const seen: string[] = [];
    const stop = database.notify.subscribe("users", (payload) => void seen.push(payload));
    const id = randomUUID();

    const abandoned = database.transaction(async (tx, publish) => {
      await tx.user.create({ data: { id, displayName: "Never" } });
      await publish("users", "abandoned");
      throw new Error("no");
    });
    await expect(abandoned).rejects.toThrow("no");

    const delivered = nextPayload(database.notify, "end");
    await database.transaction(async (tx, publish) => {
      await publish("users", "committed");
      await publish("end", "");
      await tx.user.create({ data: { id, displayName: "Grace Hopper" } });
    });
    await delivered;
    stop();
    expect(seen).toEqual(["committed"]);
  });

  it("knows itself and those that ended apart from each other", async () => {
    const { processId, hasEnded } = database.notify;
    expect(await hasEnded(processId)).toBe(false);
    expect(await hasEnded(randomUUID())).toBe(true);
  });

  it("stops listening when it is closed, and says so", async () => {
    const other = await open();
    const change = nextListeningChange(other.notify);
    await other.close();
    expect(await change).toBe(false);
    expect(other.notify.listening).toBe(false);
  });

  // Only PostgreSQL has a connection to lose.
  if (kind !== "postgres") return;

  it("knows that another process lives, and that it ended", async () => {
    const { url, drop } = await createPostgresDatabase();
    onTestFinished(drop);
    const here = await openDatabase({ kind: "postgres", url, poolSize: 2 });
    const there = await openDatabase({ kind: "postgres", url, poolSize: 2 });
    onTestFinished(here.close);
    expect(await here.notify.hasEnded(there.notify.processId)).toBe(false);
    await there.close();
    // The server has to notice first that the connection is gone.
    await expect.poll(() => here.notify.hasEnded(there.notify.processId), { timeout: 30_000 }).toBe(true);
  });

  it("takes nobody for ended whose listening connection was lost and comes back, nor while the database can't say", async () => {
    const { url, drop } = await createPostgresDatabase();
    onTestFinished(drop);
    const here = await openDatabase({ kind: "postgres", url, poolSize: 2 });
    const there = await openDatabase({ kind: "postgres", url, poolSize: 2 });
    onTestFinished(there.close);
    const lost = nextListeningChange(there.notify);
    await here.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1", [
      `portico-listener ${there.notify.processId}`,
    ]);
    expect(await lost).toBe(false);
    // That it is looked for again after a while: server/database/events/process-presence.test.ts.
    if (!there.notify.listening) expect(await nextListeningChange(there.notify)).toBe(true);
    expect(await here.notify.hasEnded(there.notify.processId)).toBe(false);
    await here.close();
    expect(await here.notify.hasEnded(randomUUID())).toBe(false);
  });

  describe("when the listening connection is lost", () => {
    it("stops listening, listens again by itself, and delivers again", async () => {
      const other = await open();
      const lost = nextListeningChange(other.notify);
      await other.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'portico-listener %' AND datname = current_database()",
      );
      expect(await lost).toBe(false);
      expect(await nextListeningChange(other.notify)).toBe(true);

      const delivered = nextPayload(other.notify, "one");
      await other.notify.publish("one", "after the loss");
      expect(await delivered).toBe("after the loss");
    });

    it("does not come back after it was closed", async () => {
      const other = await open();
      const changes: boolean[] = [];
      onTestFinished(other.notify.onListeningChange((listening) => changes.push(listening)));
      await other.close();
      expect(changes).toEqual([false]);
    });
  });
});
