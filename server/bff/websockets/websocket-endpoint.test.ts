import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { AppError } from "#server/errors/app-error.ts";
import { createMemoryRateLimiter } from "#server/rate-limits/rate-limiter.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { cookieOf } from "#tests/support/bff-harness.ts";
import { startBffWorld } from "#tests/support/bff-world.ts";

/** An API that echoes what comes by a WebSocket, and how to open one to it through the portal. */
async function startEcho(...[draft, overrides]: Parameters<typeof startBffWorld>) {
  const world = await startBffWorld({ websocket: true, ...draft }, overrides);
  const sockets = new WebSocketServer({ server: world.api.server, path: "/base/ws" });
  sockets.on("connection", (socket) => socket.on("message", (data, binary) => socket.send(data, { binary })));
  onTestFinished(() => {
    for (const client of sockets.clients) client.terminate();
    sockets.close();
  });
  const portalUrl = world.portal.url;

  function open(session: LiveSession | undefined, options: { origin?: string | null; path?: string } = {}): WebSocket {
    const { origin = portalUrl, path = "/bff/api/demo/ws" } = options;
    return new WebSocket(portalUrl.replace("http:", "ws:") + path, {
      headers: { ...(session ? { Cookie: cookieOf(session) } : {}), ...(origin === null ? {} : { Origin: origin }) },
    });
  }

  return { ...world, sockets, open };
}

async function refused(socket: WebSocket): Promise<IncomingMessage> {
  socket.on("error", () => {});
  const [, response] = (await once(socket, "unexpected-response")) as [unknown, IncomingMessage];
  return response;
}

async function refusalOf(socket: WebSocket): Promise<number | undefined> {
  return (await refused(socket)).resume().statusCode;
}

async function problemIn(response: IncomingMessage): Promise<Record<string, unknown>> {
  return JSON.parse(Buffer.concat(await response.toArray()).toString());
}

describe("a WebSocket", () => {
  it("reaches the API with the token attached and without the cookie, and echoes", async () => {
    const { api, session, open } = await startEcho();
    const socket = open(session);
    await once(socket, "open");
    const long = "x".repeat(70_000);
    for (const text of ["hello", long]) {
      socket.send(text);
      const [data] = await once(socket, "message");
      expect(String(data)).toBe(text);
    }
    expect(api.seen[0]?.headers.authorization).toBe("Bearer own-s1-1");
    expect(api.seen[0]?.headers.cookie).toBeUndefined();
    socket.close(1000);
    const [code] = await once(socket, "close");
    expect(code).toBe(1000);
  });

  it("is refused without a session, with the address to sign in at", async () => {
    const { api, portal, open } = await startEcho();
    const refusal = await refused(open(undefined));
    expect(refusal.statusCode).toBe(401);
    expect(await problemIn(refusal)).toMatchObject({ login_url: `${portal.url}/bff/login` });
    expect(api.seen).toEqual([]);
  });

  it("is refused with the address that connects what its API needs", async () => {
    const { portal, session, open } = await startEcho({ token: "provider:github", scopes: ["repo"] });
    portal.tokens.forSession = () => Promise.reject(new AppError("provider_connection_required"));
    expect(await problemIn(await refused(open(session)))).toMatchObject({
      code: "provider_connection_required",
      connect_url: `${portal.url}/bff/login?provider=github&connect=1&scope=repo`,
    });
  });

  it.each(["at hand", "asked for elsewhere"])(
    "counts as a call against the route's limit, which is %s",
    async (where) => {
      const memory = createMemoryRateLimiter(() => 0);
      const shared = { ...memory, take: async (key: string, limit: number) => memory.take(key, limit) };
      const rateLimiter = where === "at hand" ? memory : shared;
      const { portal, session, open } = await startEcho({ requestsPerMinute: 2 }, { rateLimiter });
      expect((await portal.fetch("/bff/api/demo/", { session })).status).toBe(200);
      await once(open(session), "open");
      const refusal = await refused(open(session));
      expect(refusal.statusCode).toBe(429);
      expect(refusal.headers).toMatchObject({ "retry-after": "60", ratelimit: '"bff";r=0;t=60' });
      expect(await problemIn(refusal)).toMatchObject({ code: "rate_limited", retry_after_seconds: 60 });
      expect((await portal.fetch("/bff/api/demo/", { session })).status).toBe(429);
      await once(open(portal.vault.add("s2")), "open");
    },
  );

  it("tells the API who forwards it, whatever the client says", async () => {
    const { api, portal, session, open } = await startEcho();
    const socket = open(session);
    await once(socket, "open");
    expect(api.seen[0]?.headers).toMatchObject({
      "x-request-id": expect.stringMatching(/^request-/),
      "x-forwarded-for": "192.0.2.7",
      "x-forwarded-host": new URL(portal.url).host,
      "x-forwarded-proto": "http",
    });
  });

  it("tells a provider's own API no client address", async () => {
    const { api, session, open } = await startEcho({ token: "provider:github" });
    await once(open(session), "open");
    expect(api.seen[0]?.headers).not.toHaveProperty("x-forwarded-for");
  });

  it("is tried once more with another token after the API's 401", async () => {
    const { portal, session, sockets, open } = await startEcho({ token: "provider:github" });
    sockets.options.verifyClient = ({ req }: { req: IncomingMessage }) => !req.headers.authorization?.endsWith("-1");
    await once(open(session), "open");
    expect(portal.tokens.upstreamAsked.map(({ refused }) => refused)).toEqual([undefined, "github-s1-1"]);
    sockets.options.verifyClient = () => false;
    expect(await refusalOf(open(session))).toBe(401);
    expect(portal.tokens.upstreamAsked).toHaveLength(2);
  });

  it.each([["https://evil.example"], ["null"], [null]])("is refused from origin %s", async (origin) => {
    const { api, portal, session, open } = await startEcho();
    expect(await refusalOf(open(session, { origin }))).toBe(403);
    expect(api.seen).toEqual([]);
    const named = origin?.startsWith("https:") ? { origin } : {};
    expect(portal.audited).toEqual([
      { type: "request.refused", outcome: "failure", details: { at: "bff", reason: "origin_refused", ...named } },
    ]);
  });

  it("is opened by a frontend of the operator's on another origin", async () => {
    const origin = "https://app.example.com";
    const { session, open } = await startEcho({}, { settings: { frontendOrigins: [origin] } });
    await once(open(session, { origin }), "open");
  });

  it("is refused where the API's route does not allow it", async () => {
    const { api, session, open } = await startEcho({ websocket: false });
    expect(await refusalOf(open(session))).toBe(404);
    expect(await refusalOf(open(session, { path: "/bff/api/unknown/ws" }))).toBe(404);
    expect(await refusalOf(open(session, { path: "/bff/api/demo/a%2f../ws" }))).toBe(404);
    expect(api.seen).toEqual([]);
  });

  it("passes the API's own refusal on", async () => {
    const { session, open } = await startEcho();
    expect(await refusalOf(open(session, { path: "/bff/api/demo/elsewhere" }))).toBe(400);
  });

  it("passes it on without what no answer of the API may bring", async () => {
    const { api, session, open } = await startEcho({ responseHeaders: { deny: ["X-Internal"] } });
    api.server.removeAllListeners("upgrade");
    api.server.on("upgrade", (_, socket: Duplex) => {
      const headers = ["Set-Cookie: a=b", 'WWW-Authenticate: Basic realm="phish"', "X-Internal: 1", "X-Kept: 1"];
      socket.end(`HTTP/1.1 401 Unauthorized\r\n${headers.join("\r\n")}\r\nContent-Length: 2\r\n\r\nno`);
    });
    const socket = open(session);
    socket.on("error", () => {});
    const [, response] = await once(socket, "unexpected-response");
    expect(response.statusCode).toBe(401);
    expect(response.headers).toMatchObject({ "x-kept": "1", "cache-control": "no-store" });
    for (const name of ["set-cookie", "www-authenticate", "x-internal"])
      expect(response.headers).not.toHaveProperty(name);
    expect(String(Buffer.concat(await response.toArray()))).toBe("no");
  });

  it("answers 502 when the API can't be reached", async () => {
    const { session, open } = await startEcho({ target: "http://127.0.0.1:9" });
    expect(await refusalOf(open(session))).toBe(502);
  });

  it("is closed with 1008 when the session ends", async () => {
    const { portal, session, sockets, open } = await startEcho();
    const socket = open(session);
    await once(socket, "open");
    const apiSide = [...sockets.clients][0];
    const apiClosed = once(apiSide as WebSocket, "close");
    const closed = once(socket, "close");
    await portal.vault.end(session);
    expect((await closed)[0]).toBe(1008);
    await apiClosed;
  });

  it("is closed with 1008 when the person loses the role that the API asks for", async () => {
    const { portal, open } = await startEcho({ allow: { roles: ["planner"] } });
    const person = { roles: ["planner"], allGroups: [], verifiedEmails: [] };
    const [leaving, staying] = [open(portal.vault.add("s2", person)), open(portal.vault.add("s3", person))];
    await Promise.all([once(leaving, "open"), once(staying, "open")]);
    const closed = once(leaving, "close");
    portal.vault.changePerson("s2", { roles: ["reader"] });
    expect((await closed)[0]).toBe(1008);
    staying.send("still here");
    expect(String((await once(staying, "message"))[0])).toBe("still here");
  });

  it("is refused when the person loses the role while the API is being reached", async () => {
    const { portal, sockets, open } = await startEcho({ allow: { roles: ["planner"] } });
    const session = portal.vault.add("s2", { roles: ["planner"], allGroups: [], verifiedEmails: [] });
    sockets.options.verifyClient = () => {
      portal.vault.changePerson("s2", { roles: [] });
      return true;
    };
    expect(await problemIn(await refused(open(session)))).toMatchObject({ status: 403, code: "api_not_allowed" });
  });

  it("is closed at the session's absolute end, although nobody asks for the session any more", async () => {
    let now = Math.floor(Date.now() / 1000);
    const { portal, open } = await startEcho({}, { nowSeconds: () => now });
    const socket = open(portal.vault.add("s2", { expiresAtSeconds: now + 1 }));
    await once(socket, "open");
    const closed = once(socket, "close");
    now += 1;
    expect((await closed)[0]).toBe(1008);
  });

  it("is closed when the session ended for want of use, and stays open while it is used", async () => {
    const startedAtSeconds = Math.floor(Date.now() / 1000);
    // The BFF's clock is past the sessions' idle time.
    const { portal, open } = await startEcho({}, { nowSeconds: () => startedAtSeconds + 120 });
    const justIdle = { idleExpiresAtSeconds: startedAtSeconds + 60 };
    const used = open(portal.vault.add("used", justIdle));
    const unused = portal.vault.add("unused", justIdle);
    portal.vault.isLive = async (id) => id === "used" || looks++ === 0;
    let looks = 0;
    const socket = open(unused);
    // Which of the two opens first is open, and a look may come before both have.
    const closed = once(socket, "close");
    await Promise.all([once(used, "open"), once(socket, "open")]);
    expect((await closed)[0]).toBe(1008);
    used.send("still here");
    await once(used, "message");
  });

  it("is closed when the person's access at the provider is revoked, not when it is refreshed", async () => {
    const { portal, session, open } = await startEcho({ token: "provider:github" });
    const socket = open(session);
    await once(socket, "open");
    portal.tokens.changed("s1", "github");
    socket.send("still here");
    await once(socket, "message");
    portal.tokens.forSession = async () => {
      throw new AppError("reauthentication_required");
    };
    const closed = once(socket, "close");
    portal.tokens.changed("s1", "github");
    expect((await closed)[0]).toBe(1008);
  });

  it("doesn't reach the API when the session ends while its token is on the way", async () => {
    const { api, portal, session, open } = await startEcho();
    portal.tokens.forUser = async () => {
      await portal.vault.end(session);
      return portal.tokens.make("too-late");
    };
    expect(await refusalOf(open(session))).toBe(401);
    expect(api.seen).toEqual([]);
  });

  it("gets no tunnel when the session ends while the API is being reached", async () => {
    const { portal, session, open } = await startEcho();
    portal.vault.isLive = async () => false;
    expect(await refusalOf(open(session))).toBe(401);
  });

  it("ends for the API when the client is gone, and the other way round", async () => {
    const { session, sockets, open } = await startEcho();
    const first = open(session);
    await once(first, "open");
    const apiSide = [...sockets.clients][0] as WebSocket;
    const gone = once(apiSide, "close");
    first.terminate();
    await gone;
    const second = open(session);
    await once(second, "open");
    const closed = once(second, "close");
    for (const client of sockets.clients) client.terminate();
    expect((await closed)[0]).toBe(1006);
  });

  it("is closed when the portal shuts down", async () => {
    const { portal, session, open } = await startEcho();
    const socket = open(session);
    await once(socket, "open");
    const closed = once(socket, "close");
    await portal.bff.close();
    // Not 1008: nobody's access has ended, and another process may be there already.
    expect((await closed)[0]).toBe(1001);
  });

  it("is refused when the handshake is none", async () => {
    const { api, portal, session } = await startEcho();
    const outgoing = httpRequest(`${portal.url}/bff/api/demo/ws`, {
      headers: { Connection: "Upgrade", Upgrade: "h2c", Origin: portal.url, Cookie: cookieOf(session) },
    }).end();
    const [response] = await once(outgoing, "response");
    expect(response.statusCode).toBe(400);
    response.resume();
    expect(api.seen).toEqual([]);
  });
});

it("carries 1,000 WebSockets at once and ends them all with the session", async () => {
  const { portal, session, open } = await startEcho({ connectTimeoutSeconds: 60 });
  const all: WebSocket[] = [];
  async function openAndEcho(): Promise<void> {
    const socket = open(session);
    await once(socket, "open");
    const text = String(all.push(socket));
    socket.send(text);
    const [data] = await once(socket, "message");
    expect(String(data)).toBe(text);
  }
  // All are open at once, but not begun at once: this process makes both ends, and the system resets what waits in a full queue.
  while (all.length < 1000) await Promise.all(Array.from({ length: 100 }, openAndEcho));
  const closed = Promise.all(all.map((socket) => once(socket, "close")));
  await portal.vault.end(session);
  expect(new Set((await closed).map(([code]) => code))).toEqual(new Set([1008]));
}, 120_000);

it("leaves nothing behind of a client that breaks off in the handshake", async () => {
  const { api, session, open } = await startEcho();
  const reached = Promise.withResolvers<Duplex>();
  api.server.removeAllListeners("upgrade");
  api.server.on("upgrade", (_, socket) => reached.resolve(socket));
  const socket = open(session);
  socket.on("error", () => {});
  const apiSide = await reached.promise;
  const ended = once(apiSide.resume(), "end");
  socket.terminate();
  await ended;
  apiSide.destroy();
});

it("forgets a refused handshake once its connection is closed", async () => {
  const { portal, open } = await startEcho();
  const connecting = once(portal.server, "connection") as Promise<[Socket]>;
  const refusal = refusalOf(open(undefined));
  const [connection] = await connecting;
  await Promise.all([refusal, once(connection, "close")]);
  const ended = [vi.spyOn(connection, "destroy"), vi.spyOn(connection, "resetAndDestroy")];
  portal.bff.endWebSockets();
  for (const way of ended) expect(way).not.toHaveBeenCalled();
});
