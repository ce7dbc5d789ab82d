import { describe, expect, it } from "vitest";
import { problemOf, startBffWorld } from "#tests/support/bff-world.ts";

describe("rate limits", () => {
  it("counts per session and API, says what is left, and answers 429 with Retry-After", async () => {
    const nowSeconds = Math.floor(Date.now() / 1000);
    const { portal, session } = await startBffWorld({ requestsPerMinute: 2 }, { nowSeconds: () => nowSeconds });
    const other = portal.vault.add("s2");
    const first = await portal.fetch("/bff/api/demo/", { session });
    expect(first.headers.get("ratelimit-policy")).toBe('"bff";q=2;w=60');
    expect(first.headers.get("ratelimit")).toBe('"bff";r=1;t=60');
    await portal.fetch("/bff/api/demo/", { session });
    const refused = await portal.fetch("/bff/api/demo/", { session });
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("60");
    expect(await problemOf(refused)).toMatchObject({ code: "rate_limited" });
    expect((await portal.fetch("/bff/api/demo/", { session: other })).status).toBe(200);
  });

  it("count by address, and by network where a caller has a whole one to choose from", async () => {
    let clientAddress = "2001:db8:1:2::1";
    const { portal } = await startBffWorld(
      { token: "none", requestsPerMinute: 1 },
      { clientAddress: () => clientAddress },
    );
    const status = async () => (await portal.fetch("/bff/api/demo/")).status;
    expect([await status(), await status()]).toEqual([200, 429]);
    clientAddress = "2001:db8:1:2:ffff::9";
    expect(await status()).toBe(429);
    clientAddress = "2001:db8:1:3::1";
    expect(await status()).toBe(200);
  });

  it("that are shared refuse a session that ended while they were asked", async () => {
    const asked = async () => {
      await portal.vault.end(session);
      return { allowed: true, limit: 9, remaining: 8, resetSeconds: 60 };
    };
    const rateLimiter = { take: asked, close: async () => {} };
    const { api, portal, session } = await startBffWorld({ requestsPerMinute: 9 }, { rateLimiter });
    const response = await portal.fetch("/bff/api/demo/", { session });
    expect(response.status).toBe(401);
    expect(await problemOf(response)).toMatchObject({ code: "session_required" });
    expect(api.seen).toEqual([]);
  });

  it("that are shared and fail say nothing of why", async () => {
    const rateLimiter = { take: () => Promise.reject(new Error("redis://hunter2")), close: async () => {} };
    const { portal, session } = await startBffWorld({ requestsPerMinute: 9 }, { rateLimiter });
    const response = await portal.fetch("/bff/api/demo/", { session });
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("hunter2");
  });
});
