import type { IncomingMessage, ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { createMemoryRateLimiter } from "#server/rate-limits/rate-limiter.ts";
import { requireStoredBudget } from "./require-stored-budget.ts";

/** How many requests of that size an address may send before it is refused. */
async function allowed(sent: { method?: string; path: string; query?: string; bytes?: number; addresses?: string[] }) {
  let nowSeconds = 0;
  const limiter = createMemoryRateLimiter(() => nowSeconds);
  const { method = "POST", path, query = "", bytes = 0, addresses = ["203.0.113.1"] } = sent;
  const request = {
    method,
    url: path + query,
    headers: { "content-length": String(bytes) },
  } as unknown as IncomingMessage;
  const headers = new Map<string, unknown>();
  const response = {
    setHeader: (name: string, value: unknown) => headers.set(name, value),
  } as unknown as ServerResponse;
  for (let count = 0; count < 2_000; count++) {
    const clientAddress = addresses[count % addresses.length] ?? "";
    nowSeconds += 0.5;
    try {
      await requireStoredBudget(request, response, { path, clientAddress, limiter, tokenPerMinute: 60 });
    } catch (error) {
      expect(error).toMatchObject({ code: "rate_limited" });
      expect(headers.get("retry-after")).toBeGreaterThan(600);
      return count;
    }
  }
  return Number.POSITIVE_INFINITY;
}

describe("what an address leaves in the database before anybody has signed in", () => {
  it.each(["/oauth2/authorize", "/oauth2/par", "/oauth2/device_authorization"])("is bounded at %s", async (path) => {
    expect(await allowed({ path, bytes: 48_000 })).toBe(20);
  });

  it("is counted by the address of an authorization request too", async () => {
    const query = `?state=${"a".repeat(14_000)}`;
    expect(await allowed({ method: "GET", path: "/oauth2/authorize", query })).toBe(65);
  });

  it("is counted for an IPv6 network as one, and for other addresses apart", async () => {
    const path = "/oauth2/authorize";
    const network = Array.from({ length: 50 }, (_, index) => `2001:db8::${index.toString(16)}`);
    expect(await allowed({ path, bytes: 48_000, addresses: network })).toBe(20);
    expect(await allowed({ path, bytes: 48_000, addresses: ["203.0.113.1", "203.0.113.2"] })).toBe(40);
  });

  it("leaves room for honest requests, a rate of them for half an hour", async () => {
    expect(await allowed({ path: "/oauth2/par", bytes: 700 })).toBeGreaterThan(500);
  });

  it.each(["/oauth2/token", "/oauth2/authorize/resumed", "/sign-in"])("is not what %s costs", async (path) => {
    expect(await allowed({ path, bytes: 60_000 })).toBe(Number.POSITIVE_INFINITY);
  });
});
