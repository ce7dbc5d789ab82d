import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { type ApiDraft, type BffHarness, cookieOf, type RecordingApi } from "#tests/support/bff-harness.ts";
import { type BffWorld, startBffWorld } from "#tests/support/bff-world.ts";
import { exchangeRaw, type RawAnswer } from "#tests/support/raw-exchange.ts";
import { standStill } from "#tests/support/stand-still.ts";
import { leaveAnswersUnread } from "#tests/support/unread-answers.ts";

const start = (draft: ApiDraft = {}) => startBffWorld({ websocket: true, ...draft });

/** Lets the API refuse every handshake so. Returns its side of each, as they come. */
function refuseWith(api: RecordingApi, text: string): Socket[] {
  const apiSides: Socket[] = [];
  onTestFinished(() => {
    for (const socket of apiSides) socket.destroy();
  });
  api.server.on("upgrade", (_, socket: Socket) => {
    apiSides.push(socket);
    socket.write(`HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\n${text}`);
  });
  return apiSides;
}

const withLength = "Content-Length: 100\r\n\r\nhalf";
const inChunks = "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n";

/** Without a session, a stranger's. */
function handshake(portal: BffHarness, session?: LiveSession): string[] {
  return [
    "GET /bff/api/demo/ws HTTP/1.1",
    "Host: portal",
    `Origin: ${portal.url}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ...(session ? [`Cookie: ${cookieOf(session)}`] : []),
  ];
}

describe("Portico's refusal of a handshake", () => {
  const instead = (lines: string[], of: RegExp, by: string) => lines.map((line) => line.replace(of, by));

  it("says which part of the path it is about, as a call's does", async () => {
    const { api, portal, session } = await start();
    const { text } = await exchangeRaw(portal.url, instead(handshake(portal, session), /\/ws/, "/a%2Fws"));
    expect(text).toMatch(/^HTTP\/1\.1 404 /);
    expect(text).toContain('"code":"path_refused"');
    expect(text).toContain('"part":"a%2Fws"');
    expect(api.seen).toEqual([]);
  });

  it("is none for an at sign, or for an encoded slash where the route takes it", async () => {
    const { api, portal, session } = await start({ allowEncodedSlashes: true });
    refuseWith(api, "Content-Length: 0\r\n\r\n");
    await exchangeRaw(portal.url, instead(handshake(portal, session), /\/ws/, "/@scope%2fws"));
    expect(api.seen.map(({ url }) => url)).toEqual(["/base/@scope%2fws"]);
  });

  it("tells a frontend on another site that signing in won't help", async () => {
    const frontend = "https://my-app.vercel.app";
    const { portal } = await startBffWorld({ websocket: true }, { settings: { frontendOrigins: [frontend] } });
    const lines = [...instead(handshake(portal), /^Origin: .*/, `Origin: ${frontend}`), "Sec-Fetch-Site: cross-site"];
    const { text } = await exchangeRaw(portal.url, lines);
    expect(text).toMatch(/^HTTP\/1\.1 403 /);
    expect(text).toContain('"code":"frontend_on_other_site"');
  });
});

/** @param halfway happens when the client has half of the refusal. */
function refused({ portal, session }: BffWorld, halfway: () => unknown = () => {}): Promise<RawAnswer> {
  let told = false;
  return exchangeRaw(portal.url, handshake(portal, session), (text) => {
    if (told || !text.endsWith("half")) return;
    told = true;
    void halfway();
  });
}

describe("an API's refusal of a handshake", () => {
  it.each([
    ["with a length", withLength, "orderly"],
    ["without one, which nothing else would tell from a whole one,", inChunks, "reset"],
  ] as const)("that breaks off %s breaks off for the client too", async (_, text, end) => {
    const world = await start();
    const apiSides = refuseWith(world.api, text);
    const answer = await refused(world, () => apiSides[0]?.destroy());
    expect(answer).toEqual({ text: expect.stringMatching(/^HTTP\/1\.1 403 [\s\S]*\r\n\r\nhalf$/), end });
  });

  it.each([
    [withLength, "orderly"],
    [inChunks, "reset"],
  ] as const)("that never ends breaks off after the route's idle time: %j", async (text, end) => {
    const world = await start({ idleTimeoutSeconds: 1 });
    refuseWith(world.api, text);
    expect(await refused(world)).toEqual({ text: expect.stringMatching(/half$/), end });
  });

  it("may take longer than the route's idle time while more of it comes", async () => {
    const world = await start({ idleTimeoutSeconds: 5 });
    const apiSides = refuseWith(world.api, inChunks);
    const answer = await refused(world, () => {
      const talking = setInterval(() => apiSides[0]?.write("1\r\n.\r\n"), 300);
      setTimeout(() => {
        clearInterval(talking);
        apiSides[0]?.write("0\r\n\r\n");
      }, 6_500);
    });
    expect(answer).toEqual({ text: expect.stringMatching(/\r\n\r\nhalf\.+$/), end: "orderly" });
  });

  it("doesn't break off because this process stood still before it read the rest", async () => {
    const world = await start({ idleTimeoutSeconds: 1 });
    const apiSides = refuseWith(world.api, inChunks);
    const answer = await refused(world, () => {
      apiSides[0]?.write("6\r\n of it\r\n0\r\n\r\n");
      standStill(3_000);
    });
    expect(answer).toEqual({ text: expect.stringMatching(/\r\n\r\nhalf of it$/), end: "orderly" });
  });

  it("arrives whole, and its connection to the API ends", async () => {
    const { api, portal, session } = await start();
    refuseWith(api, `${inChunks}6\r\n of it\r\n0\r\n\r\n`);
    const ended = new Promise((resolve) => api.server.on("upgrade", (_, socket) => socket.resume().on("end", resolve)));
    const answer = await exchangeRaw(portal.url, handshake(portal, session));
    expect(answer).toEqual({ text: expect.stringMatching(/\r\n\r\nhalf of it$/), end: "orderly" });
    await ended;
  });

  it("is cut off when the portal shuts down", async () => {
    const world = await start();
    refuseWith(world.api, inChunks);
    expect((await refused(world, () => world.portal.bff.close())).end).toBe("reset");
  });

  it("carries what every answer carries, and so does its consent", async () => {
    const { api, portal, session } = await start({ requestsPerMinute: 9 });
    refuseWith(api, "Content-Length: 2\r\nX-Request-Id: the-apis-own\r\n\r\nno");
    const refusal = await exchangeRaw(portal.url, handshake(portal, session));
    api.server.removeAllListeners("upgrade");
    api.server.on("upgrade", (_, socket: Socket) =>
      socket.end("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"),
    );
    const consent = await exchangeRaw(portal.url, handshake(portal, session));
    for (const [{ text }, status, remaining] of [
      [refusal, 403, 8],
      [consent, 101, 7],
    ] as const) {
      expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      expect(text).toMatch(new RegExp(`\r\nRateLimit: "bff";r=${remaining};t=\\d+\r\n`));
      expect(text).toMatch(/\r\nRateLimit-Policy: "bff";q=9;w=60\r\n/);
      expect(text).toMatch(/\r\nX-Request-Id: request-\d+\r\n/);
      expect(text).toMatch(/\r\nX-Content-Type-Options: nosniff\r\n/);
      expect(text).not.toContain("the-apis-own");
    }
  });
});

describe("the connection of a refused handshake", () => {
  /** A client that keeps its side open whatever it is told; resolves when the portal has let go of it. */
  async function untilLetGo(portal: BffHarness, session?: LiveSession): Promise<void> {
    const connecting = once(portal.server, "connection") as Promise<[Socket]>;
    const { hostname, port } = new URL(portal.url);
    const client = connect({ port: Number(port), host: hostname, allowHalfOpen: true }).on("error", () => {});
    const [connection] = await connecting;
    const closed = once(connection, "close");
    client.resume().write(`${handshake(portal, session).join("\r\n")}\r\n\r\n`);
    await closed;
    client.destroy();
  }

  it("isn't kept for a client that never ends its side, whoever refused", async () => {
    const { api, portal, session } = await start();
    await untilLetGo(portal);
    refuseWith(api, "Content-Length: 2\r\n\r\nno");
    await untilLetGo(portal, session);
  });

  it("isn't kept for a client that doesn't read, whoever refused", async () => {
    const { api, portal, session } = await start({ idleTimeoutSeconds: 1 });
    leaveAnswersUnread(portal.server);
    refuseWith(api, "Content-Length: 2\r\n\r\nno");
    await untilLetGo(portal, session);
    await untilLetGo(portal);
  });
});
