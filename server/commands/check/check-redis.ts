import { Redis } from "ioredis";
import type { CheckResult } from "#server/sign-in/provider-check/check-result.ts";

const subject = "Redis";

export async function checkRedis(url: string): Promise<CheckResult> {
  const redis = new Redis(url, { lazyConnect: true, connectTimeout: 5_000, retryStrategy: () => null });
  let last: unknown;
  redis.on("error", (error) => {
    last = error;
  });
  const place = new URL(url).host;
  try {
    await redis.connect();
    await redis.ping();
    return { outcome: "ok", subject, found: `answers at ${place}` };
  } catch (error) {
    const reason = last instanceof Error ? last.message : error instanceof Error ? error.message : String(error);
    return {
      outcome: "failed",
      subject,
      found: `no answer at ${place}: ${reason}`,
      fix: "Check REDIS_URL, and that the server runs.",
    };
  } finally {
    redis.disconnect();
  }
}
