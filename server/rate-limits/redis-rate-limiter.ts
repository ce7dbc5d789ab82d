import { Redis } from "ioredis";
import { createMemoryRateLimiter, type RateLimiter, rateDecision, windowSeconds } from "./rate-limiter.ts";

// One round trip, atomic: count, and start the window with its first call.
const script = `
local count = redis.call("INCRBY", KEYS[1], ARGV[2])
if count == tonumber(ARGV[2]) then redis.call("EXPIRE", KEYS[1], ARGV[1]) end
return {count, redis.call("TTL", KEYS[1])}
`;

/**
 * Limits shared by all processes.
 *
 * Errors: none. While Redis doesn't answer, this process counts alone: a limit must not take the APIs down with it.
 */
export function createRedisRateLimiter(
  redisUrl: string,
  nowSeconds: () => number,
  answerWithinMs = 250,
): RateLimiter & { connected: Promise<boolean> } {
  const redis = new Redis(redisUrl, {
    commandTimeout: answerWithinMs,
    maxRetriesPerRequest: 0,
    lazyConnect: true,
    enableOfflineQueue: false,
  });
  // Without a listener ioredis prints every failed attempt to reconnect.
  redis.on("error", () => {});
  const connected = redis.connect().then(
    () => true,
    () => false,
  );
  const alone = createMemoryRateLimiter(nowSeconds);
  return {
    connected,
    async take(key, limit, units = {}) {
      const { amount = 1, seconds = windowSeconds } = units;
      try {
        const answer = await redis.eval(script, 1, `portico:rate:${key}`, seconds, amount);
        const [count, leftSeconds] = answer as [number, number];
        return rateDecision(count, limit, leftSeconds);
      } catch {
        return alone.take(key, limit, units);
      }
    },
    async close() {
      redis.disconnect();
      await alone.close();
    },
  };
}
