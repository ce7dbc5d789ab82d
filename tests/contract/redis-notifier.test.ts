import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { OwnedNotifier } from "#server/database/notifier.ts";
import { createRedisNotifier } from "#server/database/redis-notifier.ts";
import { createLogger } from "#server/http/logger.ts";
import { startCuttableRelay } from "#tests/support/cuttable-relay.ts";
import { nextListeningChange, nextPayload } from "#tests/support/notifications.ts";

const quiet = createLogger("error", { write: () => {} });

it("refuses to start on a Redis that is not there, naming it and the setting, and no password", async () => {
  const refusal = createRedisNotifier("redis://me:hush@127.0.0.1:1", quiet);
  await expect(refusal).rejects.toMatchObject({
    code: "redis_unavailable",
    detail: "Redis at 127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1. Check REDIS_URL and that it runs.",
  });
});

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
      // By way of a relay: other tests' processes listen to the same Redis.
      const url = new URL(redisUrl);
      const relay = await startCuttableRelay(url.hostname, Number(url.port || 6379));
      url.host = `127.0.0.1:${relay.port}`;
      const far = await createRedisNotifier(url.href, quiet);
      onTestFinished(async () => {
        await far.close();
        await relay.cut();
      });
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

    it("knows whether another process lives", async () => {
      const other = await createRedisNotifier(redisUrl, quiet);
      expect(await here.hasEnded(other.processId)).toBe(false);
      expect(await here.hasEnded(here.processId)).toBe(false);
      await other.close();
      // Redis has to notice first that the connection is gone.
      await expect.poll(() => here.hasEnded(other.processId), { timeout: 30_000 }).toBe(true);
    });

    it("refuses to start on a Redis that wants another password, as a mistake in the settings", async () => {
      const url = new URL(redisUrl);
      const user = `portico-test-${randomUUID()}`;
      const admin = new Redis(redisUrl);
      await admin.acl("SETUSER", user, "on", ">right", "+@all");
      onTestFinished(async () => {
        await admin.acl("DELUSER", user);
        await admin.quit();
      });
      url.username = user;
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
