import { once } from "node:events";
import { get as httpGet, request as httpRequest, type IncomingMessage } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { AppError } from "#server/errors/app-error.ts";
import { createLogger } from "#server/http/log/logger.ts";
import { type BffHarness, cookieOf, startBff } from "#tests/support/bff-harness.ts";
import { send } from "#tests/support/reverse-proxy.ts";

let portal: BffHarness;

afterEach(() => portal.close());

const locationOf = async (path: string, init: Parameters<BffHarness["fetch"]>[1] = {}) => {
  const response = await portal.fetch(path, init);
  expect(response.status).toBe(303);
  return response.headers.get("location");
};

it.each([
  ["GET", "/bff/login", 303, { "Content-Length": "50" }],
  ["POST", "/bff/logout", 200, { "Content-Length": "50" }],
  ["POST", "/bff/logout", 200, { "Transfer-Encoding": "chunked" }],
])("doesn't wait for a body that nobody reads (%s %s)", async (method, path, status, framing) => {
  portal = await startBff({});
  const headers = { ...framing, "X-CSRF": "1" };
  const request = httpRequest(`${portal.url}${path}`, { method, headers, agent: false }).on("error", () => {});
  request.write("a");
  const [response] = (await once(request, "response")) as [IncomingMessage];
  expect([response.statusCode, response.headers.connection]).toEqual([status, "close"]);
  await once(response.resume(), "close");
});

describe("GET /bff/login", () => {
  it("leads to the sign-in page with the return path", async () => {
    portal = await startBff({});
    expect(await locationOf("/bff/login?returnUrl=/x%3Fy=1")).toBe("/sign-in?return_to=%2Fx%3Fy%3D1");
  });

  it.each(["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/%2f/evil.example"])(
    "takes %s for the home page",
    async (returnUrl) => {
      portal = await startBff({});
      const location = await locationOf(`/bff/login?returnUrl=${encodeURIComponent(returnUrl)}`);
      expect(location).toBe("/sign-in?return_to=%2F");
    },
  );

  it("takes an address on an own frontend's exact origin, and none that is only like it", async () => {
    portal = await startBff({}, { settings: { frontendOrigins: ["https://app.example"] } });
    const there = encodeURIComponent("https://app.example/notes?a=1");
    expect(await locationOf(`/bff/login?returnUrl=${there}`)).toBe(`/sign-in?return_to=${there}`);
    const session = portal.vault.add("s1");
    expect(await locationOf(`/bff/login?prompt=none&returnUrl=${there}`, { session })).toBe(
      "https://app.example/notes?a=1",
    );
    expect(await locationOf(`/bff/login?prompt=none&returnUrl=${there}`)).toBe(
      "https://app.example/notes?a=1&error=login_required",
    );
    expect(await locationOf("/bff/login?returnUrl=https://app.example:444/")).toBe("/sign-in?return_to=%2F");
  });

  it("leads back to a returnUrl of any length, and is short on the way", async () => {
    portal = await startBff({}, { settings: { frontendOrigins: ["https://app.example"] } });
    const session = portal.vault.add("s1");
    for (const deep of [`/x?q=${"%7B".repeat(2_000)}`, `https://app.example/x?q=${"y".repeat(9_000)}#z`]) {
      const login = await locationOf(`/bff/login?returnUrl=${encodeURIComponent(deep)}`);
      expect(login).toMatch(/^\/sign-in\?return_to=.{1,200}$/);
      const back = new URLSearchParams(login?.split("?")[1]).get("return_to") ?? "";
      expect(await locationOf(back)).toBe(deep);
      expect(await locationOf(`/bff/login?prompt=none&returnUrl=${encodeURIComponent(deep)}`, { session })).toBe(deep);
      const silent = (await locationOf(`${back}&error=login_required`)) ?? "";
      expect(new URL(silent, "https://portal.example").searchParams.get("error")).toBe("login_required");
      expect(await locationOf(`${back}&error=else`)).toBe(deep);
    }
  });

  it.each([
    "max_age=0",
    "acr_values=mfa",
    "max_age=",
    "claims=%7B%7D",
    "id_token_hint=x",
    "return_to=/a",
    "returnurl=/a",
    "prompt=none&max_age=1",
  ])("refuses what it can't do instead of leaving it out, signed in or not: %s", async (query) => {
    portal = await startBff({});
    for (const session of [undefined, portal.vault.add("s1")]) {
      const program = await portal.fetch(`/bff/login?returnUrl=/x&${query}`, session ? { session } : {});
      const problem = (await program.json()) as Record<string, unknown>;
      const parameter = query.split("&").at(-1)?.split("=")[0];
      expect(problem).toMatchObject({ status: 400, code: "parameter_unsupported", parameter });
    }
    const page = await send(
      `${portal.url}/bff/login?${query}`,
      { Accept: "text/html", "Sec-Fetch-Mode": "navigate" },
      "GET",
    );
    expect([page.status, page.headers.location]).toEqual([
      303,
      expect.stringContaining("/error?code=parameter_unsupported"),
    ]);
  });

  it("passes on whom to sign in and in which language", async () => {
    portal = await startBff({});
    expect(await locationOf("/bff/login?login_hint=ada@example.com&ui_locales=de&returnUrl=/x")).toBe(
      "/sign-in?return_to=%2Fx&login_hint=ada%40example.com&ui_locales=de",
    );
    expect(await locationOf("/bff/login?provider=google&login_hint=ada@example.com")).toBe(
      "/sign-in/start?return_to=%2F&login_hint=ada%40example.com&provider=google",
    );
  });

  it("tells a program that an address is kept no more", async () => {
    portal = await startBff({});
    const answer = await portal.fetch("/bff/return?to=x", { headers: { Accept: "application/json" } });
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([404, "return_path_expired"]);
  });

  it("names in the log the origin that a returnUrl would have needed listed, and nothing else of it", async () => {
    const lines: Record<string, unknown>[] = [];
    const log = createLogger("warn", { write: (line) => lines.push(JSON.parse(line)) });
    portal = await startBff({}, { log, settings: { frontendOrigins: ["https://app.example"] } });
    lines.length = 0; // That this frontend is on another site.
    const there = (address: string) => `returnUrl=${encodeURIComponent(address)}`;
    const signingIn = `/bff/login?${there("http://ada:secret@localhost:5120/notes?key=secret#secret")}`;
    expect(await locationOf(signingIn)).toBe("/sign-in?return_to=%2F");
    expect(await locationOf(`/bff/logout?${there("http://localhost:5121/bye?key=secret")}`)).toBe("/");
    for (const listed of ["https://app.example/a", `${portal.url}/a`, "/a", "https://ada@app.example/"]) {
      await locationOf(`/bff/login?${there(listed)}`);
    }
    expect(lines.map(({ origin }) => origin)).toEqual(["http://localhost:5120", "http://localhost:5121"]);
    for (const { message } of lines) expect(message).toContain("frontendOrigins");
    expect(JSON.stringify(lines)).not.toMatch(/secret|ada|notes|bye/);
  });

  it("leads straight to a provider, with prompt and scopes", async () => {
    portal = await startBff({});
    expect(await locationOf("/bff/login?provider=github&prompt=login&scope=repo%20gist&returnUrl=/a")).toBe(
      "/sign-in/start?return_to=%2Fa&prompt=login&provider=github&connect=1&scope=repo+gist",
    );
  });

  it("connects a provider to the session at hand instead of signing in", async () => {
    portal = await startBff({});
    const session = portal.vault.add("s1");
    const start = "/sign-in/start?return_to=%2F&provider=google&connect=1";
    expect(await locationOf("/bff/login?provider=google&connect=1", { session })).toBe(start);
  });

  it("returns at once for prompt=none when signed in", async () => {
    portal = await startBff({});
    const session = portal.vault.add("s1");
    expect(await locationOf("/bff/login?prompt=none&returnUrl=/a", { session })).toBe("/a");
  });

  it("asks the provider silently for prompt=none where one is named", async () => {
    portal = await startBff({});
    expect(await locationOf("/bff/login?prompt=none&provider=google&returnUrl=/a")).toBe(
      "/sign-in/start?return_to=%2Fa&prompt=none&provider=google",
    );
  });

  it("returns with login_required for prompt=none when there is nobody to ask", async () => {
    portal = await startBff({});
    expect(await locationOf("/bff/login?prompt=none&returnUrl=/a%3Fb=1")).toBe("/a?b=1&error=login_required");
  });

  it.each([
    ["provider=unknown", 404, "provider_unknown"],
    ["prompt=maybe", 400, "request_invalid"],
    ["scope=repo", 400, "request_invalid"],
    ["connect=1", 400, "request_invalid"],
    ["provider=github&connect=0", 400, "request_invalid"],
    ["provider=github&connect=1&connect=1", 400, "request_invalid"],
    ["provider=github&scope=%22", 400, "request_invalid"],
    ["provider=github&provider=google", 400, "request_invalid"],
  ])("refuses %s with %i", async (query, status, code) => {
    portal = await startBff({});
    const response = await portal.fetch(`/bff/login?${query}`);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code });
  });

  it("shows a person the error page instead", async () => {
    portal = await startBff({});
    // Not fetch(), which can't pose as a navigation.
    const request = httpGet(`${portal.url}/bff/login?prompt=maybe`, { headers: { "Sec-Fetch-Mode": "navigate" } });
    const [response] = (await once(request, "response")) as [IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(303);
    expect(response.headers.location).toMatch(/^\/error\?code=request_invalid&ref=request-/);
  });
});

describe("GET /bff/user", () => {
  it("tells who is signed in, as claims, and never a token", async () => {
    portal = await startBff({});
    const session = portal.vault.add("s1");
    const response = await portal.fetch("/bff/user", { session });
    expect(response.headers.get("cache-control")).toBe("no-store");
    const claims = (await response.json()) as { type: string; value: unknown }[];
    const byType = Object.fromEntries(claims.map(({ type, value }) => [type, value]));
    expect(byType).toMatchObject({
      sub: "user-of-s1",
      sid: "s1",
      name: "Ada Lovelace",
      email: "ada@example.com",
      "bff:logout_url": "/bff/logout?sid=s1",
      "bff:session_state": `s1.${session.authTimeSeconds}`,
    });
    expect(byType["bff:session_expires_in"]).toBeGreaterThan(590);
    expect(byType["picture"]).toBeUndefined();
  });

  it("answers 401 when signed out, or null when asked to", async () => {
    portal = await startBff({});
    const response = await portal.fetch("/bff/user");
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: "session_required" });
    const anonymous = await portal.fetch("/bff/user?anonymous=null");
    expect(anonymous.status).toBe(200);
    expect(await anonymous.json()).toBeNull();
  });

  it("does not extend the session with slide=false", async () => {
    portal = await startBff({});
    const session = portal.vault.add("s1");
    await portal.fetch("/bff/user", { session });
    await portal.fetch("/bff/user?slide=false", { session });
    expect(portal.vault.slides).toEqual([true, false]);
    portal.vault.cached.clear();
    await portal.fetch("/bff/user?slide=false", { session });
    expect(portal.vault.slides).toEqual([true, false, false]);
  });
});

describe("POST /bff/logout", () => {
  it("ends the session, clears the cookie and tells what happened; the cookie replayed is refused", async () => {
    portal = await startBff({});
    const session = portal.vault.add("s1");
    const response = await portal.fetch("/bff/logout", { session, method: "POST" });
    expect(await response.json()).toEqual({
      signed_out: true,
      provider: "google",
      upstream: [{ provider: "google", outcome: "revoked" }],
    });
    expect(response.headers.get("set-cookie")).toContain("Max-Age=0");
    expect((await portal.fetch("/bff/user", { session })).status).toBe(401);
  });

  it("is no error without a session", async () => {
    portal = await startBff({});
    expect((await portal.fetch("/bff/logout", { method: "POST" })).status).toBe(200);
  });

  it("is refused without X-CSRF, though it has no body", async () => {
    portal = await startBff({});
    const session = portal.vault.add("s1");
    const response = await fetch(`${portal.url}/bff/logout`, {
      method: "POST",
      headers: { Cookie: cookieOf(session) },
    });
    expect(response.status).toBe(403);
    expect(portal.vault.sessions.size).toBe(1);
  });
});

describe("GET /bff/logout", () => {
  it("signs out with the session's own sid and returns to a local path", async () => {
    portal = await startBff({});
    const session = portal.vault.add("s1");
    expect(await locationOf("/bff/logout?sid=s1&returnUrl=/bye", { session })).toBe("/bye");
    await portal.close();
    portal = await startBff({}, { settings: { frontendOrigins: ["https://app.example"] } });
    expect(await locationOf("/bff/logout?returnUrl=https://app.example/bye")).toBe("https://app.example/bye");
    expect(portal.vault.sessions.size).toBe(0);
  });

  it.each([
    ["no sid", "", {}],
    ["another session's sid", "?sid=s2", {}],
    ["two sids", "?sid=s1&sid=s2", {}],
    ["a prefetch", "?sid=s1", { "Sec-Purpose": "prefetch;prerender" }],
  ])("signs nobody out with %s", async (_, query, headers) => {
    portal = await startBff({});
    const session = portal.vault.add("s1");
    const response = await portal.fetch(`/bff/logout${query}`, { session, headers });
    expect(response.status).toBe(400);
    expect(portal.vault.sessions.size).toBe(1);
  });

  it("only returns when nobody is signed in", async () => {
    portal = await startBff({});
    expect(await locationOf("/bff/logout?sid=s1&returnUrl=https://evil.example")).toBe("/");
  });
});

describe("POST /bff/backchannel", () => {
  const send = (body: string, type = "application/x-www-form-urlencoded") =>
    fetch(`${portal.url}/bff/backchannel`, { method: "POST", body, headers: { "Content-Type": type } });

  it("hands the logout token over; no cookie and no X-CSRF needed", async () => {
    portal = await startBff({});
    const response = await send("logout_token=abc");
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(portal.accepted).toEqual(["abc"]);
  });

  it.each([
    ["no token", "x=1", undefined],
    ["a repeated token", "logout_token=a&logout_token=b", undefined],
    ["JSON", '{"logout_token":"a"}', "application/json"],
    ["a huge body", `logout_token=${"a".repeat(40_000)}`, undefined],
  ])("refuses %s with 400", async (_, body, type) => {
    portal = await startBff({});
    const response = await send(body, type);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: "invalid_request" });
    expect(portal.accepted).toEqual([]);
  });

  it("answers Expect: 100-continue before it reads the token, and only where it will", async () => {
    portal = await startBff({});
    const ask = (type: string) => {
      const headers = { Expect: "100-continue", "Content-Type": type, "Content-Length": "16" };
      const outgoing = httpRequest(`${portal.url}/bff/backchannel`, { method: "POST", headers });
      outgoing.flushHeaders();
      return outgoing;
    };
    const refused = ask("application/json");
    refused.on("continue", () => refused.destroy(new Error("continued")));
    const [answer] = (await once(refused, "response")) as [IncomingMessage];
    expect(answer.statusCode).toBe(400);
    refused.destroy();
    const admitted = ask("application/x-www-form-urlencoded");
    await once(admitted, "continue");
    admitted.end("logout_token=abc");
    const [response] = (await once(admitted, "response")) as [IncomingMessage];
    expect(response.resume().statusCode).toBe(200);
    expect(portal.accepted).toEqual(["abc"]);
  });

  it("answers 400 for a token that does not hold and 503 when our database is away", async () => {
    let code: "provider_rejected" | "database_unavailable" = "provider_rejected";
    const acceptLogoutToken = async () => {
      throw new AppError(code);
    };
    portal = await startBff({}, { acceptLogoutToken });
    expect((await send("logout_token=a")).status).toBe(400);
    code = "database_unavailable";
    expect((await send("logout_token=a")).status).toBe(503);
  });
});

describe("GET /bff/diagnostics", () => {
  it("describes routes and session without a token", async () => {
    portal = await startBff({ demo: { target: "http://127.0.0.1:9" } });
    const session = portal.vault.add("s1");
    await portal.fetch("/bff/api/demo/", { session });
    const text = await (await portal.fetch("/bff/diagnostics", { session })).text();
    expect(JSON.parse(text)).toMatchObject({
      apis: [{ name: "demo" }],
      session: { sid: "s1" },
      tokens: [{ api: "demo" }],
    });
    expect(text).not.toContain("own-s1");
  });

  it("exists in the demo", async () => {
    portal = await startBff({}, { settings: { mode: "demo" } });
    expect((await portal.fetch("/bff/diagnostics")).status).toBe(200);
  });

  it("does not exist in production", async () => {
    portal = await startBff({}, { settings: { mode: "production" } });
    expect((await portal.fetch("/bff/diagnostics")).status).toBe(404);
  });
});

it("answers 404 for other paths and 405 for other methods", async () => {
  portal = await startBff({});
  expect((await portal.fetch("/bff/nothing")).status).toBe(404);
  expect((await portal.fetch("/bff/constructor")).status).toBe(404);
  const response = await portal.fetch("/bff/user", { method: "DELETE" });
  expect(response.status).toBe(405);
  expect(response.headers.get("x-frame-options")).toBe("DENY");
  expect((await portal.fetch("/bff/user", { method: "OPTIONS" })).status).toBe(405);
});
