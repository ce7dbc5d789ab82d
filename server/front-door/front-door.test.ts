import { request as httpRequest, type IncomingHttpHeaders, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCatalog } from "#server/catalog/create-catalog.ts";
import type { LoadedSettings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import { createLogger } from "#server/http/log/logger.ts";
import { currentRequestContext } from "#server/http/request-context.ts";
import { createMemoryRateLimiter } from "#server/rate-limits/rate-limiter.ts";
import { testSettings } from "#tests/support/test-settings.ts";
import { createFrontDoor } from "./front-door.ts";

const settings: LoadedSettings = {
  ...testSettings(
    {
      trustedProxies: ["127.0.0.1"],
      providers: [
        { id: "corp", type: "oidc", clientId: "portal", issuer: "http://localhost:9/google" },
        { id: "github", clientId: "portal", baseUrl: "https://github.example" },
      ],
      frontendOrigins: ["http://spa.localhost:5173", "https://spa.example"],
      rateLimits: { signInPerMinute: 3, tokenPerMinute: 2 },
    },
    { publicUrl: "https://login.example.com" },
  ),
  forwardAuth: { domains: [], origins: ["http://app.localhost:8000"] },
};

interface Seen {
  headers: IncomingHttpHeaders;
  clientAddress: string | undefined;
}
interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

let server: Server;
let seen: Seen[] = [];
const logged: string[] = [];
const answerAddresses = new Map<string, string | Error>();

beforeAll(async () => {
  const remember = (request: { headers: IncomingHttpHeaders }) =>
    seen.push({ headers: { ...request.headers }, clientAddress: currentRequestContext()?.clientAddress });
  server = createFrontDoor({
    settings,
    catalog: createCatalog(settings),
    log: createLogger("info", { write: (line) => void logged.push(line) }),
    development: false,
    upgrade: (_request, socket) => void socket.destroy(),
    answerAddress: async (_leadsTo, target) => {
      const address = answerAddresses.get(target);
      if (address instanceof Error) throw address;
      return address;
    },
    rateLimiter: createMemoryRateLimiter(() => 0),
    hot: {
      matches: (target) => target.startsWith("/bff/"),
      handle: (request, response) => {
        remember(request);
        response.end("bff");
      },
    },
    roomOf: () => ({
      kind: "page",
      handle: (request, response) => {
        remember(request);
        if (request.url === "/known") throw new AppError("grant_not_found");
        if (request.url === "/broken") throw new Error("boom with hunter2");
        response.end("page");
      },
    }),
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

function send(method: string, path: string, headers: Record<string, string> = {}, body?: string): Promise<Answer> {
  seen = [];
  return new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    const request = httpRequest({ port, host: "127.0.0.1", method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    request.on("error", reject);
    request.end(body);
  });
}

describe("every page", () => {
  it("carries a request id, a nonce policy and the other security headers", async () => {
    const { headers } = await send("GET", "/account");
    expect(headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers["content-security-policy"]).toMatch(/script-src 'nonce-[A-Za-z0-9+/=]{24}' 'strict-dynamic'/);
    for (const directive of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'"]) {
      expect(headers["content-security-policy"]).toContain(directive);
    }
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "same-origin",
      "cache-control": "no-store",
      "strict-transport-security": "max-age=63072000; includeSubDomains",
    });
  });

  it("gets a fresh nonce each time, and Next hears it", async () => {
    const one = (await send("GET", "/")).headers["content-security-policy"];
    expect(seen[0]?.headers["content-security-policy"]).toBe(one);
    expect((await send("GET", "/")).headers["content-security-policy"]).not.toBe(one);
  });

  it("lets forms lead away only where signing in or consenting does", async () => {
    const at = async (path: string) => (await send("GET", path)).headers["content-security-policy"];
    expect(await at("/connected-apps")).toContain("form-action 'self';");
    const leaving = "form-action 'self' https: http://localhost:* http://app.localhost:8000 http://spa.localhost:5173";
    expect(await at("/sign-in")).toContain(`${leaving};`);
    expect(await at("/consent/x")).toContain(`${leaving};`);
  });

  it.each([
    ["com.example.app:/callback", " com.example.app:"],
    ["http://127.0.0.1:51234/callback", " http://127.0.0.1:*"],
    ["http://[::1]:51234/callback", " http:"],
    ["http://app.internal:8000/callback", " http://app.internal:8000"],
    ["https://app.example/callback", ""],
  ])("whose answer goes to %s lets its form lead there, and no other page's", async (address, source) => {
    answerAddresses.set("/consent/one?ui_locales=de", address);
    const at = async (path: string) => (await send("GET", path)).headers["content-security-policy"];
    const usual = /form-action ([^;]*)/.exec(String(await at("/consent/two")))?.[1];
    expect(await at("/consent/one?ui_locales=de")).toContain(`form-action ${usual}${source};`);
    expect(await at("/consent/two")).not.toContain("com.example.app");
  });

  it("keeps its narrow policy when nobody can tell where its answer goes", async () => {
    answerAddresses.set("/consent/three", new Error("the database is down"));
    const { status, headers } = await send("GET", "/consent/three");
    expect([status, headers["content-security-policy"]]).toEqual([200, expect.stringContaining("spa.localhost:5173;")]);
  });
});

describe("a caller", () => {
  it("can't choose host, scheme, address or Next's internal headers", async () => {
    await send("GET", "/", {
      host: "evil.example",
      "x-forwarded-host": "evil.example",
      "x-forwarded-proto": "http",
      forwarded: "host=evil.example",
      "x-middleware-subrequest": "middleware",
      "x-nextjs-data": "1",
      "x-invoke-path": "/admin",
      "x-original-url": "/admin",
      "content-security-policy": "script-src 'nonce-evil'",
    });
    expect(JSON.stringify(seen[0]?.headers)).not.toMatch(/evil|middleware|invoke|nextjs|original/);
    expect(seen[0]?.headers).toMatchObject({ host: "login.example.com", "x-forwarded-proto": "https" });
  });

  it("behind a trusted proxy is who the proxy saw, not who the caller claims to be", async () => {
    await send("GET", "/", { "x-forwarded-for": "6.6.6.6, 203.0.113.9" });
    expect(seen[0]?.clientAddress).toBe("203.0.113.9");
    await send("GET", "/", { "x-forwarded-for": "nonsense" });
    expect(seen[0]?.clientAddress).toBe("127.0.0.1");
  });
});

describe("a form from elsewhere", () => {
  it.each<[string, Record<string, string>]>([
    ["another site", { "sec-fetch-site": "cross-site", origin: "https://evil.example" }],
    ["another subdomain", { "sec-fetch-site": "same-site", origin: "https://x.example.com" }],
    ["a foreign origin, older browser", { origin: "https://evil.example" }],
    ["an opaque origin", { origin: "null" }],
    ["nowhere", {}],
    ["a typed address", { "sec-fetch-site": "none" }],
  ])("is refused: %s", async (_what, headers) => {
    const { status, body } = await send("POST", "/sign-out", { ...headers, "content-length": "0" });
    expect(status).toBe(403);
    expect(JSON.parse(body)).toMatchObject({ code: "origin_refused", status: 403 });
    expect(seen).toEqual([]);
  });

  it("is let in from our own pages, and as a provider's form_post answer", async () => {
    const own = { "sec-fetch-site": "same-origin", "content-length": "0" };
    expect((await send("POST", "/sign-out", own)).status).toBe(200);
    expect((await send("POST", "/sign-out", { origin: settings.origin, "content-length": "0" })).status).toBe(200);
    const foreign = { "sec-fetch-site": "cross-site", "content-length": "0" };
    expect((await send("POST", "/api/auth/callback/apple", foreign)).status).toBe(200);
  });
});

describe("a request that does not hold", () => {
  it("is refused when its target is no path", async () => {
    const { status, body } = await send("GET", "http://evil.example/");
    expect([status, JSON.parse(body).code]).toEqual([400, "request_invalid"]);
  });

  it.each([
    "/api/auth/callback/../signin/google",
    "/api/auth/callback/%2e%2E/signin/google",
    "/api/auth/./signin/google",
    "/sign-in/.",
    "/x/..;y/account",
    "/\\evil.example",
    "/connected-apps/%ff",
    "/connected-apps/%",
    "/connected-apps/%00",
    "/consent/a%00b/decision",
  ])("is refused when those behind us would read another path: %s", async (path) => {
    const { status, body } = await send("POST", path, { "sec-fetch-site": "same-origin", "content-length": "0" });
    expect([status, JSON.parse(body).code]).toEqual([400, "request_invalid"]);
    expect(seen).toEqual([]);
  });

  it("is answered in HTTP/1.1 when it offers to change to HTTP/2", async () => {
    const { status, body } = await send("GET", "/account", { connection: "Upgrade", upgrade: "h2c" });
    expect([status, body]).toEqual([200, "page"]);
  });

  it("is answered as it is when it asks whether a WebSocket may pass, as Caddy does with the browser's own headers", async () => {
    const { status, body } = await send("GET", "/oauth2/auth", { connection: "Upgrade", upgrade: "websocket" });
    expect([status, body]).toEqual([200, "page"]);
  });

  it("is let in with dots that are no segment of their own, and with encoded data", async () => {
    for (const path of ["/.well-known/openid-configuration", "/x/..y", "/connected-apps/%C3%A9"]) {
      expect((await send("GET", path)).status).toBe(200);
    }
  });

  it("is refused when its body is large or of unknown length", async () => {
    const own = { "sec-fetch-site": "same-origin" };
    const large = await send("POST", "/x", { ...own, "content-length": String(65 * 1024) }, "a".repeat(65 * 1024));
    expect(JSON.parse(large.body).code).toBe("request_too_large");
    const chunked = await send("POST", "/x", { ...own, "transfer-encoding": "chunked" }, "a");
    expect(JSON.parse(chunked.body).code).toBe("request_invalid");
    expect(seen).toEqual([]);
  });

  it("gives a program problem+json and a person the error page, with the same reference as the header", async () => {
    const program = await send("GET", "/known");
    expect(program.headers["content-type"]).toBe("application/problem+json");
    expect(JSON.parse(program.body)).toMatchObject({
      code: "grant_not_found",
      reference: program.headers["x-request-id"],
    });
    const person = await send("GET", "/known", { accept: "text/html" });
    expect(person.status).toBe(303);
    expect(person.headers.location).toBe(`/error?code=grant_not_found&ref=${person.headers["x-request-id"]}`);
  });

  it("says nothing of the inside when we broke", async () => {
    const { status, body } = await send("GET", "/broken");
    expect(status).toBe(500);
    expect(body).not.toContain("hunter2");
    expect(JSON.parse(body).code).toBe("internal_error");
    expect(logged.join("")).toContain("boom");
  });
});

it("leaves the BFF's headers to the BFF", async () => {
  const { headers } = await send("GET", "/bff/user", { "x-forwarded-host": "kept.example" });
  expect(headers["content-security-policy"]).toBeUndefined();
  expect(seen[0]?.headers["x-forwarded-host"]).toBe("kept.example");
});

describe("limits per client address", () => {
  const own = { "sec-fetch-site": "same-origin", "content-length": "0" };

  it("say how much is left, and refuse what is too much with Retry-After", async () => {
    const first = await send("POST", "/oauth2/token", own);
    expect(first.headers).toMatchObject({ "ratelimit-policy": '"token";q=2;w=60', ratelimit: '"token";r=1;t=60' });
    await send("POST", "/oauth2/token", own);
    const third = await send("POST", "/oauth2/token", own);
    expect(third.status).toBe(429);
    expect(third.headers["retry-after"]).toBe("60");
    expect(JSON.parse(third.body).code).toBe("rate_limited");
  });

  it("count each address on its own", async () => {
    const other = { ...own, "x-forwarded-for": "203.0.113.77" };
    expect((await send("POST", "/oauth2/token", other)).status).toBe(200);
  });

  it("count the addresses of one IPv6 network as one", async () => {
    const from = (last: number) => ({ ...own, "x-forwarded-for": `2001:db8:1:2::${last}` });
    const statuses = [1, 2, 3].map(async (last) => (await send("POST", "/oauth2/token", from(last))).status);
    expect((await Promise.all(statuses)).sort()).toEqual([200, 200, 429]);
  });

  it("hold for authorization requests, which are kept until they are answered", async () => {
    const from = { "x-forwarded-for": "203.0.113.78" };
    for (let count = 0; count < 2; count++) expect((await send("GET", "/oauth2/authorize?x=1", from)).status).toBe(200);
    expect((await send("GET", "/oauth2/authorize?x=2", from)).status).toBe(429);
    expect((await send("GET", "/oauth2/authorize/resumed", from)).status).toBe(200);
  });

  it("hold for apps that register and manage their registration, by any method", async () => {
    const from = { ...own, "x-forwarded-for": "203.0.113.79" };
    for (const method of ["POST", "PUT"]) await send(method, "/oauth2/register/app", from);
    for (const method of ["POST", "PUT", "DELETE", "GET"]) {
      expect((await send(method, "/oauth2/register/app", from)).status).toBe(429);
    }
  });

  it("count registrations without a token on their own: what uses them up leaves the tokens alone", async () => {
    const from = { ...own, "x-forwarded-for": "203.0.113.80" };
    const policies = [await send("POST", "/oauth2/register", from), await send("POST", "/oauth2/register", from)];
    for (const { headers } of policies) expect(headers["ratelimit-policy"]).toBe('"registration";q=2;w=60');
    expect((await send("POST", "/oauth2/register", from)).status).toBe(429);
    expect((await send("POST", "/oauth2/token", from)).status).toBe(200);
    const withToken = await send("POST", "/oauth2/register", { ...from, authorization: "Bearer x" });
    expect(withToken.headers["ratelimit-policy"]).toBe('"token";q=2;w=60');
  });

  it("hold for starting a sign-in, and leave pages and introspection alone", async () => {
    for (let count = 0; count < 3; count++) await send("POST", "/api/auth/signin/google", own);
    expect((await send("POST", "/api/auth/signin/google", own)).status).toBe(429);
    expect((await send("GET", "/sign-in")).headers["ratelimit"]).toBeUndefined();
    expect((await send("POST", "/oauth2/introspect", own)).headers["ratelimit"]).toBeUndefined();
  });
});

describe("Expect: 100-continue", () => {
  const continued = (path: string) =>
    new Promise<boolean>((resolve, reject) => {
      const { port } = server.address() as AddressInfo;
      const headers = { expect: "100-continue", "content-length": "2", "sec-fetch-site": "same-origin" };
      const request = httpRequest({ port, host: "127.0.0.1", method: "POST", path, headers, agent: false });
      let told = false;
      request.on("continue", () => {
        told = true;
        request.end("ok");
      });
      request.on("response", (response) => response.resume().on("end", () => resolve(told)));
      request.on("error", reject);
      request.flushHeaders();
    });

  it("is answered for pages, and left to the BFF for its calls", async () => {
    expect(await continued("/x")).toBe(true);
    expect(await continued("/bff/api/x")).toBe(false);
  });
});

it("says once in the log that a proxy in front is not among trustedProxies", async () => {
  const lines: string[] = [];
  const door = createFrontDoor({
    settings: { ...settings, trustedProxies: [] },
    catalog: createCatalog(settings),
    log: createLogger("info", { write: (line) => void lines.push(line) }),
    development: false,
    upgrade: (_request, socket) => void socket.destroy(),
    rateLimiter: createMemoryRateLimiter(() => 0),
    roomOf: () => ({ kind: "own", handle: (_request, response) => void response.end() }),
  });
  await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
  const { port } = door.address() as AddressInfo;
  for (let count = 0; count < 2; count++) {
    await fetch(`http://127.0.0.1:${port}/`, { headers: { "x-forwarded-for": "203.0.113.9" } });
  }
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: "warn", message: expect.stringContaining("trustedProxies"), address: "127.0.0.1" },
  ]);
  door.closeAllConnections();
  await new Promise((resolve) => door.close(resolve));
});

it("cuts off whoever sends a head byte by byte (slow loris), and serves others meanwhile", async () => {
  const door = createFrontDoor({
    settings,
    catalog: createCatalog(settings),
    log: createLogger("error", { write: () => {} }),
    development: false,
    upgrade: (_request, socket) => void socket.destroy(),
    rateLimiter: createMemoryRateLimiter(() => 0),
    roomOf: () => ({ kind: "own", handle: (_request, response) => void response.end("served") }),
    // Long enough for who asks properly, however busy this process is with the others.
    headTimeoutMs: 2_400,
  });
  await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
  const { port } = door.address() as AddressInfo;
  const slow = Array.from({ length: 50 }, () => {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => {});
    socket.write("GET / HTTP/1.1\r\nHost: x\r\n");
    const dripping = setInterval(() => socket.write("X-A: b\r\n"), 50);
    let answer = "";
    socket.on("data", (chunk) => (answer += chunk));
    // Cut off in the middle of its own writing, it may see a reset instead of the answer.
    return new Promise<string>((resolve) => {
      socket.on("close", () => {
        clearInterval(dripping);
        resolve(answer);
      });
    });
  });
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("served");
  for (const answer of await Promise.all(slow)) expect(answer).toMatch(/^(?:HTTP\/1\.1 408 |$)/);
  door.closeAllConnections();
  await new Promise((resolve) => door.close(resolve));
});
