import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

  it("counts amounts, in a window as long as it is told", async () => {
    let nowSeconds = 1000;
    const limiter = createMemoryRateLimiter(() => nowSeconds);
    const take = (amount: number) => limiter.take("a", 100, { amount, seconds: 1800 });
    expect(await take(60)).toEqual({ allowed: true, limit: 100, remaining: 40, resetSeconds: 1800 });
    nowSeconds += 1799;
    expect(await take(60)).toEqual({ allowed: false, limit: 100, remaining: 0, resetSeconds: 1 });
    nowSeconds += 1;
    expect(await take(60)).toMatchObject({ allowed: true, remaining: 40 });
  });

  it("lists what it refuses now, those first that stay refused for longest, until it is lifted or ends", async () => {
    let nowSeconds = 1000;
    const limiter = createMemoryRateLimiter(() => nowSeconds);
    for (let count = 0; count < 2; count++) limiter.take("short", 1);
    limiter.take("long", 10, { amount: 20, seconds: 1800 });
    limiter.take("full", 1);
    const long = { key: "long", limit: 10, count: 20, endsAtSeconds: 2800 };
    expect(limiter.refused(10)).toEqual([long, { key: "short", limit: 1, count: 2, endsAtSeconds: 1060 }]);
    expect(limiter.refused(1)).toEqual([long]);
    expect([limiter.lift("long"), limiter.lift("long")]).toEqual([true, false]);
    expect(await limiter.take("long", 10)).toMatchObject({ allowed: true, remaining: 9 });
    nowSeconds += 60;
    expect(limiter.refused(10)).toEqual([]);
  });

  it("stays bounded when keys never repeat", async () => {
    const limiter = createMemoryRateLimiter(() => 1000);
    for (let key = 0; key < 100_100; key++) limiter.take(String(key), 1);
    expect(await limiter.take("100099", 1)).toMatchObject({ allowed: false });
    expect(await limiter.take("0", 1)).toMatchObject({ allowed: true });
  });
});

describe.skipIf(!existsSync(redisServer))("in Redis (needs Debian's redis-server)", () => {
  const directory = mkdtempSync(join(tmpdir(), "portico-redis-"));
  // No port, which somebody else could take first.
  const socket = join(directory, "redis.sock");
  let redis: ChildProcess;

  beforeAll(async () => {
    redis = spawn(redisServer, ["--port", "0", "--unixsocket", socket, "--save", "", "--dir", directory]);
    let said = "";
    await new Promise<void>((resolve, reject) => {
      redis.once("exit", () => reject(new Error(`Redis ended:\n${said}`)));
      redis.stdout?.on("data", (chunk) => {
        said += chunk;
        if (said.includes("Ready to accept") || said.includes("ready to accept")) resolve();
      });
    });
  });

  afterAll(async () => {
    const exited = once(redis, "exit");
    redis.kill();
    await exited;
    rmSync(directory, { recursive: true, force: true });
  });

  it("counts across processes", async () => {
    // However slow it is: whoever waits no longer counts alone.
    const connect = () => createRedisRateLimiter(socket, () => 1000, 60_000);
    const [one, other] = [connect(), connect()];
    expect(await Promise.all([one.connected, other.connected])).toEqual([true, true]);
    await one.take("a", 2);
    await other.take("a", 2);
    expect(await one.take("a", 2)).toMatchObject({ allowed: false, remaining: 0 });
    expect((await other.take("a", 2)).resetSeconds).toBeGreaterThan(30);
    const amounts = { amount: 60, seconds: 1800 };
    expect(await one.take("b", 100, amounts)).toMatchObject({ allowed: true, remaining: 40 });
    expect(await other.take("b", 100, amounts)).toMatchObject({ allowed: false, remaining: 0 });
    expect((await one.take("b", 100, amounts)).resetSeconds).toBeGreaterThan(1700);
    await Promise.all([one.close(), other.close()]);
  });

  it("lists what is refused in any process, and lifts it for all", async () => {
    const connect = () => createRedisRateLimiter(socket, () => 1000, 60_000);
    const [one, other] = [connect(), connect()];
    expect(await Promise.all([one.connected, other.connected])).toEqual([true, true]);
    for (let count = 0; count < 3; count++) await one.take("token 203.0.113.7", 2);
    await one.take("token 203.0.113.8", 2);
    const listed = await other.refused(10);
    const refused = listed.find(({ key }) => key === "token 203.0.113.7");
    expect(refused).toMatchObject({ key: "token 203.0.113.7", limit: 2, count: 3 });
    expect((refused?.endsAtSeconds ?? 0) * 1000 - Date.now()).toBeGreaterThan(30_000);
    expect(listed.map(({ key }) => key)).not.toContain("token 203.0.113.8");
    expect(await other.lift("token 203.0.113.7")).toBe(true);
    expect(await one.take("token 203.0.113.7", 2)).toMatchObject({ allowed: true, remaining: 1 });
    expect((await one.refused(10)).map(({ key }) => key)).not.toContain("token 203.0.113.7");
    expect([one.countsFor, one.aloneSinceMs]).toEqual(["processes", undefined]);
    await Promise.all([one.close(), other.close()]);
  });
});

it("counts alone while Redis can't be reached", async () => {
  const limiter = createRedisRateLimiter("redis://127.0.0.1:9", () => 1000);
  expect(await limiter.take("a", 1)).toMatchObject({ allowed: true });
  expect(await limiter.take("a", 1)).toMatchObject({ allowed: false });
  expect([limiter.countsFor, limiter.aloneSinceMs]).toEqual(["process", expect.any(Number)]);
  expect(await limiter.refused(10)).toMatchObject([{ key: "a", count: 2 }]);
  expect(await limiter.lift("a")).toBe(true);
  await limiter.close();
});
