import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMemoryRateLimiter } from "./rate-limiter.ts";
import { createRedisRateLimiter } from "./redis-rate-limiter.ts";

const redisServer = "/usr/bin/redis-server";

describe("in memory", () => {
  it("starts a new window when the old one has ended", async () => {
    let nowSeconds = 1000;
    const limiter = createMemoryRateLimiter(() => nowSeconds);
    await limiter.take("a", 1);
    expect(await limiter.take("a", 1)).toEqual({ allowed: false, limit: 1, remaining: 0, resetSeconds: 60 });
    nowSeconds += 60;
    expect(await limiter.take("a", 1)).toMatchObject({ allowed: true });
  });

  it("stays bounded when keys never repeat", async () => {
    const limiter = createMemoryRateLimiter(() => 1000);
    for (let key = 0; key < 100_100; key++) limiter.take(String(key), 1);
    expect(await limiter.take("100099", 1)).toMatchObject({ allowed: false });
    expect(await limiter.take("0", 1)).toMatchObject({ allowed: true });
  });
});

describe.skipIf(!existsSync(redisServer))("in Redis (needs Debian's redis-server)", () => {
  let redis: ChildProcess;
  let url: string;

  beforeAll(async () => {
    const port = await freePort();
    url = `redis://127.0.0.1:${port}`;
    redis = spawn(redisServer, ["--port", String(port), "--save", "", "--bind", "127.0.0.1"]);
    await new Promise<void>((resolve) => {
      redis.stdout?.on("data", (chunk) => String(chunk).includes("Ready to accept") && resolve());
    });
  });

  afterAll(() => {
    redis.kill();
  });

  it("counts across processes", async () => {
    const [one, other] = [createRedisRateLimiter(url, () => 1000), createRedisRateLimiter(url, () => 1000)];
    expect(await Promise.all([one.connected, other.connected])).toEqual([true, true]);
    await one.take("a", 2);
    await other.take("a", 2);
    expect(await one.take("a", 2)).toMatchObject({ allowed: false, remaining: 0 });
    expect((await other.take("a", 2)).resetSeconds).toBeGreaterThan(50);
    await Promise.all([one.close(), other.close()]);
  });
});

it("counts alone while Redis can't be reached", async () => {
  const limiter = createRedisRateLimiter("redis://127.0.0.1:9", () => 1000);
  expect(await limiter.take("a", 1)).toMatchObject({ allowed: true });
  expect(await limiter.take("a", 1)).toMatchObject({ allowed: false });
  await limiter.close();
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
