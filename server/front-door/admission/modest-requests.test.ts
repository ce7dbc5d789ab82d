import type { Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createCatalog } from "#server/catalog/create-catalog.ts";
import { createFrontDoor } from "#server/front-door/front-door.ts";
import { bffRoom, portalRooms } from "#server/front-door/portal-rooms.ts";
import type { Room } from "#server/front-door/room.ts";
import { createLogger } from "#server/http/log/logger.ts";
import { createMemoryRateLimiter } from "#server/rate-limits/rate-limiter.ts";
import { sendRaw, statusOf } from "#tests/support/send-raw.ts";
import { testSettings } from "#tests/support/test-settings.ts";

const settings = testSettings(
  { rateLimits: { signInPerMinute: 100, tokenPerMinute: 100 } },
  { publicUrl: "https://login.example.com" },
);

/** As much as Node takes of a request's head. */
const flood = "a&".repeat(7_800);
const webSocket = { Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Version": "13" };

let server: Server;
let address: string;
let passed: string[] = [];
let cookies: (string | undefined)[] = [];
let bodies: string[] = [];
let untouched: boolean[] = [];
/** Told of the next refusal that is logged. */
const refusals: (() => void)[] = [];
const logged: string[] = [];

const room = (kind: Room["kind"]): Room => ({
  kind,
  handle: async (request, response) => {
    passed.push(request.url ?? "");
    cookies.push(request.headers.cookie);
    // Next refuses a body that somebody has read from.
    untouched.push(!request.readableDidRead);
    bodies.push(Buffer.concat(await request.toArray()).toString());
    response.end("ok");
  },
});

beforeAll(async () => {
  server = createFrontDoor({
    settings,
    catalog: createCatalog(settings),
    log: createLogger("info", {
      write: (line) => {
        logged.push(line);
        refusals.shift()?.();
      },
    }),
    development: false,
    rateLimiter: createMemoryRateLimiter(() => 0),
    hot: bffRoom({ handle: (request, response) => void room("own").handle(request, response) }),
    roomOf: portalRooms({
      forwardAuth: { matches: (path) => path === "/oauth2/start", handle: room("own").handle },
      authorizationServer: { handle: room("protocol").handle, onRefused: () => undefined },
      adminApi: { handle: room("protocol").handle, onRefused: () => undefined },
      health: async () => ({ ready: true, away: [] }),
      pages: room("page").handle,
    }),
    upgrade: (request, socket) => {
      passed.push(request.url ?? "");
      socket.end("HTTP/1.1 101 Switching Protocols\r\n\r\n");
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

beforeEach(() => {
  passed = [];
  cookies = [];
  bodies = [];
  untouched = [];
  logged.length = 0;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

describe("a Cookie header of thousands of cookies", () => {
  const others = Array.from({ length: 2_000 }, (_, index) => `${index}=`).join(";");

  it.each(["/sign-in", "/sign-in/start", "/oauth2/authorize"])(
    "reaches nothing at %s but with the portal's own",
    async (target) => {
      const answer = await sendRaw(address, { target, headers: { Cookie: `${others};__Host-portico=s` } });
      expect(statusOf(answer)).toBe(200);
      expect(cookies).toEqual(["__Host-portico=s"]);
    },
  );

  it.each(["/sign-in", "/oauth2/authorize"])(
    "is refused at %s when they look like the portal's own",
    async (target) => {
      const own = Array.from({ length: 400 }, (_, index) => `__Host-portico-sign-in-${index}=`).join("; ");
      expect(await sendRaw(address, { target, headers: { Cookie: own } })).toContain('"code":"too_many_parameters"');
      expect(passed).toEqual([]);
    },
  );
});

describe("a form of thousands of parameters", () => {
  const type = { "Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin" };
  const post = (target: string, body: string, headers = type) =>
    sendRaw(address, { target, method: "POST", body, headers: { ...headers, "Content-Length": String(body.length) } });

  it.each(["/theme", "/device/decision", "/api/auth/callback/google", "/oauth2/token", "/oauth2/authorize"])(
    "is refused at %s before anything takes it apart",
    async (target) => {
      for (const body of ["a&".repeat(7_000), `${"a=1&".repeat(1_000)}b`, "&".repeat(1_000)]) {
        expect(await post(target, body)).toContain('"code":"too_many_parameters"');
      }
      expect(passed).toEqual([]);
    },
  );

  it("is found as it came by what reads it, when it is as large as honest ones get", async () => {
    const forms = ["a=1", "a=1&".repeat(999), `a=${"x".repeat(15_000)}`];
    for (const body of forms) expect(statusOf(await post("/oauth2/echo", body))).toBe(200);
    expect(bodies).toEqual(forms);
    expect(untouched).toEqual([true, true, true]);
  });

  it("is no matter where it is no form", async () => {
    const body = "&".repeat(2_000);
    expect(statusOf(await post("/oauth2/echo", body, { ...type, "Content-Type": "application/json" }))).toBe(200);
  });

  it("holds no request open when the body breaks off", async () => {
    const { hostname, port } = new URL(address);
    const socket = connect(Number(port), hostname);
    const head = Object.entries({ Host: "portal", ...type, "Content-Length": "2000" });
    socket.write(
      `POST /oauth2/echo HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\na=1&`,
    );
    const refused = new Promise<void>((resolve) => refusals.push(resolve));
    socket.end();
    await refused;
    expect(passed).toEqual([]);
  });
});

describe("a query of thousands of parameters", () => {
  it.each([
    ["a page", "/sign-in", {}],
    ["a provider's callback", "/api/auth/callback/google", {}],
    ["a form", "/sign-out/confirm", { method: "POST" }],
    ["an authorization request", "/oauth2/authorize", {}],
    ["a token request", "/oauth2/token", { method: "POST" }],
    ["forward auth", "/oauth2/start", {}],
    ["an endpoint of the BFF", "/bff/login", {}],
    ["an API call", "/bff/api/notes", {}],
    ["a WebSocket", "/bff/api/notes", { headers: webSocket }],
    ["a proxy's target", "http://other.example/bff/api/notes", {}],
  ])("is refused at %s before anything takes it apart", async (_case, path, options) => {
    const answer = await sendRaw(address, { target: `${path}?${flood}`, ...options });
    expect(statusOf(answer)).toBe(400);
    expect(JSON.parse(answer.slice(answer.indexOf("\r\n\r\n") + 4))).toMatchObject({ code: "too_many_parameters" });
    expect(passed).toEqual([]);
  });

  it("leads a person to the error page, and is logged without the query", async () => {
    const answer = await sendRaw(address, { target: `/sign-in?${flood}`, headers: { Accept: "text/html" } });
    expect(answer).toMatch(/^HTTP\/1.1 303 .*\r\nlocation: \/error\?code=too_many_parameters&ref=[0-9a-f-]{36}\r\n/is);
    expect(logged).toEqual([expect.stringMatching(/"code":"too_many_parameters","path":"\/sign-in"}/)]);
  });

  it("is let through with as many parameters as honest callers send", async () => {
    for (const target of [`/sign-in?${"a&".repeat(99)}`, `/bff/api/notes?${"id=1&".repeat(999)}`]) {
      expect(statusOf(await sendRaw(address, { target }))).toBe(200);
    }
    expect(statusOf(await sendRaw(address, { target: `/bff/api/ws?${"a&".repeat(99)}`, headers: webSocket }))).toBe(
      101,
    );
    expect(passed).toHaveLength(3);
  });
});
