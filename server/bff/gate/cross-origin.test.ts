import { describe, expect, it } from "vitest";
import { AppError } from "#server/errors/app-error.ts";
import { createLogger } from "#server/http/log/logger.ts";
import { type BffHarness, cookieOf } from "#tests/support/bff-harness.ts";
import { startBffWorld } from "#tests/support/bff-world.ts";
import { send } from "#tests/support/reverse-proxy.ts";

const frontend = "https://app.example.com";
const startForFrontend = () => startBffWorld({}, { settings: { frontendOrigins: [frontend] } });

const preflight = (portal: BffHarness, origin: string, path = "/bff/api/demo/", asked = "x-csrf,content-type") =>
  fetch(portal.url + path, {
    method: "OPTIONS",
    headers: {
      Origin: origin,
      "Access-Control-Request-Method": "POST",
      "Access-Control-Request-Headers": asked,
    },
  });

it("lets a frontend of the operator's through, with exact CORS and credentials", async () => {
  const { api, portal, session } = await startForFrontend();
  const answer = await preflight(portal, frontend);
  expect(answer.status).toBe(204);
  expect(answer.headers.get("access-control-allow-origin")).toBe(frontend);
  expect(answer.headers.get("access-control-allow-credentials")).toBe("true");
  expect(answer.headers.get("access-control-allow-headers")).toBe("x-csrf,content-type");
  expect(answer.headers.get("access-control-allow-methods")).toContain("POST");
  expect(answer.headers.get("x-request-id")).toMatch(/^request-/);
  expect(api.seen).toEqual([]);
  const headers = { Origin: frontend, "Sec-Fetch-Site": "same-site" };
  const response = await portal.fetch("/bff/api/demo/", { session, headers });
  expect(response.status).toBe(200);
  expect(response.headers.get("access-control-allow-origin")).toBe(frontend);
  expect(response.headers.get("vary")).toContain("Origin");
  const user = await portal.fetch("/bff/user", { session, headers });
  expect(user.headers.get("access-control-allow-origin")).toBe(frontend);
});

it("tells caches that what others get is not for that frontend, only where there is one", async () => {
  const { api, portal, session } = await startForFrontend();
  api.answer = (_, response) => response.writeHead(200, { "Cache-Control": "private, max-age=60" }).end();
  for (const headers of [{}, { Origin: portal.url }]) {
    const response = await portal.fetch("/bff/api/demo/", { session, headers });
    expect(response.headers.get("vary")).toBe("Origin, Cookie, X-CSRF");
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
  }
  const alone = await startBffWorld();
  const answer = await alone.portal.fetch("/bff/api/demo/", { session: alone.session });
  expect(answer.headers.get("vary")).toBe("Cookie, X-CSRF");
});

it("lets that frontend read errors too", async () => {
  const { portal } = await startForFrontend();
  const response = await portal.fetch("/bff/api/demo/", { headers: { Origin: frontend } });
  expect(response.status).toBe(401);
  expect(response.headers.get("access-control-allow-origin")).toBe(frontend);
});

it("lets that frontend read that the catalog can't be read, behind a preflight that needs no catalog", async () => {
  const { portal } = await startForFrontend();
  portal.server.removeAllListeners("request");
  portal.server.on("request", (request, response) =>
    portal.bff.refuse(request, response, new AppError("database_unavailable")),
  );
  expect((await preflight(portal, frontend)).status).toBe(204);
  expect((await preflight(portal, "https://elsewhere.example")).status).toBe(403);
  const refused = await portal.fetch("/bff/api/demo/", { headers: { Origin: frontend } });
  expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([503, frontend]);
  expect(await refused.json()).toMatchObject({ code: "database_unavailable" });
});

it("answers preflights of /bff/user and /bff/logout for it", async () => {
  const { portal } = await startForFrontend();
  for (const path of ["/bff/user", "/bff/logout"]) {
    const answer = await preflight(portal, frontend, path);
    expect([answer.status, answer.headers.get("x-request-id")]).toEqual([204, expect.stringMatching(/^request-\d+$/)]);
  }
});

it.each([
  "https://evil.example",
  "https://app.example.com.evil.example",
  "https://app.example.com:444",
  "http://app.example.com",
  "null",
])("gives %s no CORS and refuses its call", async (origin) => {
  const { api, portal, session } = await startForFrontend();
  const answer = await preflight(portal, origin);
  expect(answer.status).toBe(403);
  expect(await answer.json()).toMatchObject({ code: "origin_refused" });
  expect([...answer.headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
  const response = await portal.fetch("/bff/api/demo/", { session, method: "POST", headers: { Origin: origin } });
  expect(response.status).toBe(403);
  expect(await response.json()).toMatchObject({ code: "origin_refused" });
  expect(response.headers.get("access-control-allow-origin")).toBeNull();
  expect(api.seen).toEqual([]);
  expect(portal.audited).toContainEqual(expect.objectContaining({ type: "request.refused", outcome: "failure" }));
});

it.each(["x-a;x-b", "x-a: b", `x-${"a".repeat(1000)}`, "<script>"])(
  "never repeats an odd list of headers: %s",
  async (asked) => {
    const { portal } = await startForFrontend();
    const answer = await preflight(portal, frontend, "/bff/api/demo/", asked);
    expect(answer.headers.get("access-control-allow-headers")).toBe("X-CSRF");
  },
);

it("asks for X-CSRF in what only looks like a preflight", async () => {
  const { portal } = await startForFrontend();
  for (const [origin, method] of [
    [portal.url, "POST"],
    ["https://evil.example", ""],
  ] as const) {
    const asking = method && { "Access-Control-Request-Method": method };
    const answer = await fetch(`${portal.url}/bff/user`, { method: "OPTIONS", headers: { Origin: origin, ...asking } });
    expect(await answer.json()).toMatchObject({ code: "csrf_header_missing" });
  }
});

it("tells a frontend's developer, the log and the audit log which setting lacks its origin", async () => {
  const lines: unknown[] = [];
  const log = createLogger("warn", { write: (line) => lines.push(JSON.parse(line)) });
  const { portal, session } = await startBffWorld({ websocket: true }, { log });
  const origin = "http://localhost:5120";
  const answer = await preflight(portal, origin);
  expect(await answer.json()).toMatchObject({ next_step: expect.stringContaining("frontendOrigins") });
  await portal.fetch("/bff/user", { session, headers: { Origin: origin } });
  expect(lines).toEqual([
    expect.objectContaining({ level: "warn", message: expect.stringContaining("frontendOrigins"), origin }),
  ]);
  const refused = { type: "request.refused", outcome: "failure" };
  const details = { at: "bff", reason: "origin_refused", origin };
  expect(portal.audited).toEqual([
    { ...refused, details },
    { ...refused, details },
  ]);
});

it("writes down no origin that isn't one", async () => {
  const lines: string[] = [];
  const { portal } = await startBffWorld({}, { log: createLogger("debug", { write: (line) => lines.push(line) }) });
  for (const origin of ["null", "https://evil.example/path", `https://${"a".repeat(300)}.example`]) {
    expect((await preflight(portal, origin)).status).toBe(403);
  }
  expect(lines).toEqual([]);
  expect(portal.audited.map(({ details }) => details)).toEqual(
    Array.from({ length: 3 }, () => ({ at: "bff", reason: "origin_refused" })),
  );
});

describe("a frontend on another site, from which browsers keep the session cookie", () => {
  const vercel = "https://my-app.vercel.app";
  const origins = [vercel, "http://localhost:5173", "http://127.0.0.1:5173"];
  const crossSite = { Origin: vercel, "Sec-Fetch-Site": "cross-site" };

  async function start() {
    const logged: Record<string, unknown>[] = [];
    const log = createLogger("warn", { write: (line) => logged.push(JSON.parse(line)) });
    const world = await startBffWorld({ websocket: true }, { log, settings: { frontendOrigins: origins } });
    const startedWith = logged.splice(0);
    return { ...world, logged, startedWith };
  }

  it("is named at start with where to read on, and one on the portal's site is not", async () => {
    const { portal, startedWith } = await start();
    expect(new URL(portal.url).hostname).toBe("127.0.0.1");
    expect(startedWith.map(({ origin }) => origin)).toEqual([vercel, "http://localhost:5173"]);
    expect(startedWith[0]).toMatchObject({ portal: portal.url, see: expect.stringContaining("docs/bff.md") });
  });

  it.each(["/bff/user", "/bff/user?anonymous=null", "/bff/user?slide=false", "/bff/api/demo/"])(
    "is told by %s that signing in won't help, so that its page can read it, and the log says it once",
    async (path) => {
      const { portal, logged, api } = await start();
      for (let time = 0; time < 3; time++) {
        const answer = await sendFrom(portal, path, crossSite);
        expect(answer.status).toBe(403);
        expect(answer.headers["access-control-allow-origin"]).toBe(vercel);
        expect(answer.headers["access-control-allow-credentials"]).toBe("true");
        expect(JSON.parse(answer.body)).toMatchObject({ code: "frontend_on_other_site", status: 403 });
        expect(answer.body).not.toContain("login_url");
      }
      expect(logged.map(({ origin }) => origin)).toEqual([vercel]);
      expect(api.seen).toEqual([]);
    },
  );

  it("is served where the browser sends the cookie for all that", async () => {
    const { portal, session, logged } = await start();
    const answer = await sendFrom(portal, "/bff/user", { ...crossSite, Cookie: cookieOf(session) });
    expect(answer.status).toBe(200);
    expect(logged).toEqual([]);
  });

  it.each([
    ["on the portal's site", { Origin: vercel, "Sec-Fetch-Site": "same-site" }, "/bff/user", 401],
    [
      "on the portal's site, asking for null",
      { Origin: vercel, "Sec-Fetch-Site": "same-site" },
      "/bff/user?anonymous=null",
      200,
    ],
    ["that is no browser", { Origin: vercel }, "/bff/user", 401],
  ])("is not what one is %s", async (_, headers, path, status) => {
    const { portal, logged } = await start();
    expect((await sendFrom(portal, path, headers)).status).toBe(status);
    expect(logged).toEqual([]);
  });

  it("is no stranger: that one is refused by its origin, and reads nothing", async () => {
    const { portal } = await start();
    const stranger = { Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" };
    const answer = await sendFrom(portal, "/bff/user", stranger);
    expect(JSON.parse(answer.body)).toMatchObject({ code: "origin_refused" });
    expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
  });
});

/** Not fetch(): it refuses to send Sec-Fetch-Site. */
const sendFrom = (portal: BffHarness, path: string, headers: Record<string, string>) =>
  send(portal.url + path, { "X-CSRF": "1", ...headers }, "GET");
