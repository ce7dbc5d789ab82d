import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { assembleDatabase } from "#server/database/database.ts";
import { connectEmbedded } from "#server/database/embedded/embedded-database.ts";
import type { OwnedNotifier } from "#server/database/events/notifier.ts";
import { createRedisNotifier } from "#server/database/events/redis-notifier.ts";
import { readMigrationFiles } from "#server/database/migration-files.ts";
import { migrationsDirectory } from "#server/database/migrations-directory.ts";
import { createLogger } from "#server/http/log/logger.ts";
import { type CuttableRelay, startCuttableRelay } from "#tests/support/cuttable-relay.ts";
import { openMigratedMemoryPostgres } from "#tests/support/embedded-template.ts";
import { nextListeningChange, nextPayload } from "#tests/support/notifications.ts";

const quiet = createLogger("error", { write: () => {} });

it("refuses to start on a Redis that is not there, naming it and the setting, and no password", async () => {
  const refusal = createRedisNotifier("redis://me:hush@127.0.0.1:1", quiet);
  await expect(refusal).rejects.toMatchObject({
    code: "redis_unavailable",
    detail: "Redis at 127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1. Check REDIS_URL and that it runs.",
  });
});

/** A port where every command is answered with this error. */
async function startRefusing(error: string): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on("error", () => {}));
    socket.setEncoding("latin1").on("data", (text: string) => {
      const commands = text.match(/^\*/gm) ?? [];
      socket.write(`-${error}\r\n`.repeat(commands.length));
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return `redis://:hush@127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it.each(["WRONGPASS invalid username-password pair", "ERR invalid password", "NOAUTH Authentication required"])(
  "refuses to start where it reads `%s`, as a mistake in the settings",
  async (error) => {
    const refusal = createRedisNotifier(await startRefusing(error), quiet);
    await expect(refusal).rejects.toMatchObject({ code: "invalid_settings", detail: expect.stringContaining(error) });
  },
);

it.each(["ERR max number of clients reached", "MASTERDOWN Link with MASTER is down"])(
  "refuses to start where it reads `%s`, as a Redis that may be there in a moment",
  async (error) => {
    const refusal = createRedisNotifier(await startRefusing(error), quiet);
    await expect(refusal).rejects.toMatchObject({ code: "redis_unavailable", detail: expect.stringContaining(error) });
  },
);

/** Stands before Redis as a proxy that answers SUBSCRIBE and passes no message on, while `swallows`. */
async function startSwallowing(serverUrl: string) {
  const { hostname, port } = new URL(serverUrl);
  const state = { url: "", swallows: true };
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) sockets.add(socket.on("error", () => {}));
    near.pipe(far);
    far.on("data", (chunk) => {
      if (!state.swallows || !chunk.includes("\r\nmessage\r\n")) near.write(chunk);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  state.url = `redis://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return state;
}

const redisUrl = process.env["TEST_REDIS_URL"];

if (redisUrl) {
  describe("Redis notifier", () => {
    let here: OwnedNotifier;
    let there: OwnedNotifier;

    beforeAll(async () => {
      here = await createRedisNotifier(redisUrl, quiet);
      there = await createRedisNotifier(redisUrl, quiet);
    });
    afterAll(async () => {
      await here.close();
      await there.close();
    });

    /** A process that reaches the same Redis by way of a relay: other tests' processes listen to it too. */
    async function startFar(): Promise<{ far: OwnedNotifier; relay: CuttableRelay }> {
      const relay = await startCuttableRelay(redisUrl as string);
      const far = await createRedisNotifier(relay.url, quiet);
      onTestFinished(async () => {
        await far.close();
        await relay.cut();
      });
      return { far, relay };
    }

    async function createUser(...rights: string[]): Promise<{ url: string; user: string; admin: Redis }> {
      const url = new URL(redisUrl as string);
      const user = `portico-test-${randomUUID()}`;
      const admin = new Redis(url.href);
      await admin.acl("SETUSER", user, "on", ">right", "allchannels", ...rights);
      onTestFinished(async () => {
        await admin.acl("DELUSER", user);
        await admin.quit();
      });
      url.username = user;
      url.password = "right";
      return { url: url.href, user, admin };
    }

    it("delivers to the publishing process and to the others", async () => {
      const both = [nextPayload(here, "one"), nextPayload(there, "one")];
      await here.publish("one", "hello");
      expect(await Promise.all(both)).toEqual(["hello", "hello"]);
    });

    it("refuses what PostgreSQL could not carry, so that both behave alike", async () => {
      await expect(here.publish("one", "x".repeat(8_000))).rejects.toThrow(RangeError);
    });

    it("has everything forgotten, as after a loss, when it hears that something was missed", async () => {
      const told = nextListeningChange(there);
      await here.publish("portico_missed", "");
      expect(await told).toBe(true);
    });

    it("stops listening when its connection is cut, listens again by itself, and delivers again", async () => {
      const { far, relay } = await startFar();
      const lost = nextListeningChange(far);
      await relay.cut();
      expect(await lost).toBe(false);
      const back = nextListeningChange(far);
      await relay.mend();
      expect(await back).toBe(true);

      const delivered = nextPayload(far, "one");
      await there.publish("one", "after the cut");
      expect(await delivered).toBe("after the cut");
    });

    it("tells what it could not when the connection went silent, on a new one", async () => {
      const { far, relay } = await startFar();
      relay.silence();
      const told = nextPayload(there, "silent");
      expect(await far.announce?.([["silent", "said into the void"]])).toBe(false);
      expect(far.untold).toBe(true);
      expect(await told).toBe("said into the void");
      await expect.poll(() => far.untold).toBe(false);
      expect(await far.announce?.([["silent", "said after it"]])).toBe(true);
    });

    it("notices by itself that its connections went silent, the one for telling too", async () => {
      const { far, relay } = await startFar();
      const before = relay.made;
      const lost = nextListeningChange(far);
      relay.silence();
      expect(await lost).toBe(false);
      await expect.poll(() => relay.made - before, { timeout: 30_000 }).toBeGreaterThanOrEqual(2);
      await expect.poll(() => far.listening, { timeout: 30_000 }).toBe(true);
    });

    it("doesn't believe a subscription on which nothing arrives, says why, and believes it once something does", async () => {
      const proxy = await startSwallowing(redisUrl as string);
      const far = await createRedisNotifier(proxy.url, quiet);
      onTestFinished(() => far.close());
      expect(far.listening).toBe(false);
      expect(far.problem).toMatchObject({ advice: expect.stringContaining("REDIS_URL") });
      // Others can't know whether it lives.
      expect(await here.hasEnded(far.processId)).toBe(false);

      proxy.swallows = false;
      await expect.poll(() => far.listening, { timeout: 30_000 }).toBe(true);
      expect(far.problem).toBeUndefined();
      proxy.swallows = true;
      await expect.poll(() => far.listening, { timeout: 30_000 }).toBe(false);
    });

    it("says that events are away while something waits to be told, also when it hears", async () => {
      const { url, admin, user } = await createUser("+@all");
      const files = readMigrationFiles(migrationsDirectory);
      const pglite = await openMigratedMemoryPostgres(files);
      const connection = await connectEmbedded({ pglite, close: () => pglite.close() }, "memory", files);
      const database = await assembleDatabase(connection, { redisUrl: url, log: quiet });
      onTestFinished(() => database.close());
      expect(database.degraded()).toEqual([]);

      await admin.acl("SETUSER", user, "-publish");
      await database.transaction((_tx, publish) => publish("one", "kept back"));
      expect(database.notify.listening).toBe(true);
      expect(database.degraded()).toEqual(["events over Redis"]);

      await admin.acl("SETUSER", user, "+publish");
      await expect.poll(() => database.degraded(), { timeout: 30_000 }).toEqual([]);
    });

    it("knows whether another process lives", async () => {
      const other = await createRedisNotifier(redisUrl, quiet);
      expect(await here.hasEnded(other.processId)).toBe(false);
      expect(await here.hasEnded(here.processId)).toBe(false);
      await other.close();
      // Redis has to notice first that the connection is gone.
      await expect.poll(() => here.hasEnded(other.processId), { timeout: 30_000 }).toBe(true);
    });

    it("refuses to start on a Redis that wants another password, as a mistake in the settings", async () => {
      const url = new URL((await createUser("+@all")).url);
      url.password = "wrong";
      await expect(createRedisNotifier(url.href, quiet)).rejects.toMatchObject({
        code: "invalid_settings",
        detail: expect.stringMatching(/^REDIS_URL: Redis at [^@]+: WRONGPASS/),
      });
    });

    it("throws instead of queueing when it can't publish", async () => {
      const closed = await createRedisNotifier(redisUrl, quiet);
      await closed.close();
      expect(closed.listening).toBe(false);
      await expect(closed.publish("one", "lost")).rejects.toMatchObject({ code: "redis_unavailable" });
    });
  });
}
