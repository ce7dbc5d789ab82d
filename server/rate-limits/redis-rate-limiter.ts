import { Redis } from "ioredis";
import { nowMs } from "#server/clock.ts";
import {
  createMemoryRateLimiter,
  type RefusedKey,
  rateDecision,
  type WatchedRateLimiter,
  windowSeconds,
} from "./rate-limiter.ts";

/** Of the keys that were refused last, those that end last are remembered, because a flood has any number of addresses. */
const mostRefused = 1_000;

// One round trip, atomic: count, and start the window with its first call. A refusal is remembered by the second of its end.
const script = `
local count = redis.call("INCRBY", KEYS[1], ARGV[2])
if count == tonumber(ARGV[2]) then redis.call("EXPIRE", KEYS[1], ARGV[1]) end
local left = redis.call("TTL", KEYS[1])
if count > tonumber(ARGV[3]) then
  redis.call("ZADD", KEYS[2], tonumber(ARGV[5]) + left, ARGV[4])
  redis.call("ZREMRANGEBYRANK", KEYS[2], 0, ${-mostRefused - 1})
  redis.call("EXPIRE", KEYS[2], 86400)
end
return {count, left}
`;

const keyPrefix = "portico:rate:";
const refusedKey = "portico:rate-refused";

/**
 * Limits shared by all processes.
 *
 * Errors: none. While Redis doesn't answer, this process counts alone: a limit must not take the APIs down with it.
 */
export function createRedisRateLimiter(
  redisUrl: string,
  nowSeconds: () => number,
  answerWithinMs = 250,
): WatchedRateLimiter & { connected: Promise<boolean> } {
  const redis = new Redis(redisUrl, {
    commandTimeout: answerWithinMs,
    maxRetriesPerRequest: 0,
    lazyConnect: true,
    enableOfflineQueue: false,
  });
  let aloneSinceMs: number | undefined;
  // Without a listener ioredis prints every failed attempt to reconnect.
  redis.on("error", () => {});
  redis.on("close", () => {
    aloneSinceMs ??= nowMs();
  });
  redis.on("ready", () => {
    aloneSinceMs = undefined;
  });
  const connected = redis.connect().then(
    () => true,
    () => false,
  );
  const alone = createMemoryRateLimiter(nowSeconds);

  return {
    connected,
    get countsFor() {
      return aloneSinceMs === undefined ? "processes" : "process";
    },
    get aloneSinceMs() {
      return aloneSinceMs;
    },
    async take(key, limit, units = {}) {
      const { amount = 1, seconds = windowSeconds } = units;
      try {
        const now = Math.floor(nowMs() / 1000);
        const keys = [keyPrefix + key, refusedKey];
        const answer = await redis.eval(script, 2, ...keys, seconds, amount, limit, `${limit} ${key}`, now);
        aloneSinceMs = undefined;
        const [count, leftSeconds] = answer as [number, number];
        return rateDecision(count, limit, leftSeconds);
      } catch {
        aloneSinceMs ??= nowMs();
        return alone.take(key, limit, units);
      }
    },
    async refused(most) {
      try {
        return await refusedIn(redis, most);
      } catch {
        return alone.refused(most);
      }
    },
    async refusedOf(key) {
      try {
        return (await refusedIn(redis, mostRefused)).find((one) => one.key === key);
      } catch {
        return alone.refusedOf(key);
      }
    },
    async lift(key) {
      const hadOwn = await alone.lift(key);
      try {
        return (await redis.del(keyPrefix + key)) > 0 || hadOwn;
      } catch {
        return hadOwn;
      }
    },
    async close() {
      redis.disconnect();
      await alone.close();
    },
  };
}

/** Errors: Redis does not answer. */
async function refusedIn(redis: Redis, most: number): Promise<RefusedKey[]> {
  const now = Math.floor(nowMs() / 1000);
  const found = await redis.zrevrangebyscore(refusedKey, "+inf", `(${now}`, "WITHSCORES", "LIMIT", 0, most);
  const remembered = Array.from({ length: found.length / 2 }, (_, index) => {
    const [member = "", score = ""] = found.slice(2 * index, 2 * index + 2);
    const space = member.indexOf(" ");
    return { key: member.slice(space + 1), limit: Number(member.slice(0, space)), endsAtSeconds: Number(score) };
  });
  if (remembered.length === 0) return [];
  const counts = await redis.mget(remembered.map(({ key }) => keyPrefix + key));
  return (
    remembered
      .map((one, index) => ({ ...one, count: Number(counts[index] ?? 0) }))
      // Lifted since, or a part was given back.
      .filter(({ count, limit }) => count > limit)
  );
}
