import { EventEmitter } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { createMemoryRateLimiter } from "#server/rate-limits/rate-limiter.ts";
import { findRoute } from "#server/routes/find-route.ts";
import { requireStoredBudget } from "./require-stored-budget.ts";

interface Sent {
  method?: string;
  path: string;
  query?: string;
  bytes?: number;
  addresses?: string[];
  answer?: { status: number; location?: string };
}

/** How many requests of that size an address may send before it is refused. */
async function allowed(sent: Sent) {
  let nowSeconds = 0;
  const limiter = createMemoryRateLimiter(() => nowSeconds);
  const { method = "POST", path, query = "", bytes = 0, addresses = ["203.0.113.1"] } = sent;
  const request = {
    method,
    url: path + query,
    headers: { "content-length": String(bytes) },
  } as unknown as IncomingMessage;
  const headers = new Map<string, unknown>();
  const { status: statusCode, location } = sent.answer ?? { status: 303, location: "/consent/uid" };
  for (let count = 0; count < 2_000; count++) {
    const clientAddress = addresses[count % addresses.length] ?? "";
    nowSeconds += 0.5;
    const response = Object.assign(new EventEmitter(), {
      statusCode,
      setHeader: (name: string, value: unknown) => headers.set(name, value),
      getHeader: (name: string) => (name === "location" ? location : undefined),
    }) as unknown as ServerResponse;
    try {
      await requireStoredBudget(request, response, {
        route: findRoute(path),
        clientAddress,
        limiter,
        tokenPerMinute: 60,
      });
      response.emit("close");
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

  it.each([
    ["an app that was answered at once", { status: 303, location: "https://app.example/callback?code=x" }],
    ["an app that takes its answer as a form", { status: 200 }],
    ["a request that was refused", { status: 400 }],
    ["a request that led to the error page", { status: 303, location: "/error?code=x" }],
  ])("is not what the request of %s costs", async (_what, answer) => {
    expect(await allowed({ path: "/oauth2/authorize", bytes: 48_000, answer })).toBe(Number.POSITIVE_INFINITY);
  });

  it.each(["/oauth2/par", "/oauth2/device_authorization"])("is counted at %s unless it was refused", async (path) => {
    expect(await allowed({ path, bytes: 48_000, answer: { status: 201 } })).toBe(20);
    expect(await allowed({ path, bytes: 48_000, answer: { status: 401 } })).toBe(Number.POSITIVE_INFINITY);
  });

  it.each(["/oauth2/token", "/oauth2/authorize/resumed", "/sign-in"])("is not what %s costs", async (path) => {
    expect(await allowed({ path, bytes: 60_000 })).toBe(Number.POSITIVE_INFINITY);
  });
});
