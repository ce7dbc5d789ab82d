import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type ApiDraft,
  type BffHarness,
  cookieOf,
  type RecordingApi,
  startBff,
  startRecordingApi,
} from "#tests/support/bff-harness.ts";
import { exchangeRaw, type RawAnswer } from "#tests/support/raw-exchange.ts";
import { standStill } from "#tests/support/stand-still.ts";

let api: RecordingApi;
let portal: BffHarness;
let apiSides: Socket[];

beforeEach(async () => {
  api = await startRecordingApi();
  apiSides = [];
});

afterEach(async () => {
  for (const socket of apiSides) socket.destroy();
  await portal.close();
  await api.close();
});

async function startWith(draft: ApiDraft = {}): Promise<void> {
  portal = await startBff({ demo: { target: api.url, websocket: true, ...draft } });
}

function refuseWith(text: string): void {
  api.server.on("upgrade", (_, socket: Socket) => {
    apiSides.push(socket);
    socket.write(`HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\n${text}`);
  });
}

const withLength = "Content-Length: 100\r\n\r\nhalf";
const inChunks = "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n";

function handshake({ signedIn = true } = {}): string[] {
  return [
    "GET /bff/api/demo/ws HTTP/1.1",
    "Host: portal",
    `Origin: ${portal.url}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ...(signedIn ? [`Cookie: ${cookieOf(portal.vault.add("s1"))}`] : []),
  ];
}

/** @param halfway happens when the client has half of the refusal. */
function refused(halfway: () => unknown = () => {}): Promise<RawAnswer> {
  let told = false;
  return exchangeRaw(portal.url, handshake(), (text) => {
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
    await startWith();
    refuseWith(text);
    const answer = await refused(() => apiSides[0]?.destroy());
    expect(answer).toEqual({ text: expect.stringMatching(/^HTTP\/1\.1 403 [\s\S]*\r\n\r\nhalf$/), end });
  });

  it.each([
    [withLength, "orderly"],
    [inChunks, "reset"],
  ] as const)("that never ends breaks off after the route's idle time: %j", async (text, end) => {
    await startWith({ idleTimeoutSeconds: 1 });
    refuseWith(text);
    expect(await refused()).toEqual({ text: expect.stringMatching(/half$/), end });
  });

  it("may take longer than the route's idle time while more of it comes", async () => {
    await startWith({ idleTimeoutSeconds: 5 });
    refuseWith(inChunks);
    const answer = await refused(() => {
      const talking = setInterval(() => apiSides[0]?.write("1\r\n.\r\n"), 300);
      setTimeout(() => {
        clearInterval(talking);
        apiSides[0]?.write("0\r\n\r\n");
      }, 6_500);
    });
    expect(answer).toEqual({ text: expect.stringMatching(/\r\n\r\nhalf\.+$/), end: "orderly" });
  });

  it("doesn't break off because this process stood still before it read the rest", async () => {
    await startWith({ idleTimeoutSeconds: 1 });
    refuseWith(inChunks);
    const answer = await refused(() => {
      apiSides[0]?.write("6\r\n of it\r\n0\r\n\r\n");
      standStill(3_000);
    });
    expect(answer).toEqual({ text: expect.stringMatching(/\r\n\r\nhalf of it$/), end: "orderly" });
  });

  it("arrives whole, and its connection to the API ends", async () => {
    await startWith();
    refuseWith(`${inChunks}6\r\n of it\r\n0\r\n\r\n`);
    const ended = new Promise((resolve) => api.server.on("upgrade", (_, socket) => socket.resume().on("end", resolve)));
    const answer = await exchangeRaw(portal.url, handshake());
    expect(answer).toEqual({ text: expect.stringMatching(/\r\n\r\nhalf of it$/), end: "orderly" });
    await ended;
  });

  it("is cut off when the portal shuts down", async () => {
    await startWith();
    refuseWith(inChunks);
    expect((await refused(() => portal.bff.close())).end).toBe("reset");
  });

  it("carries what every answer carries, and so does its consent", async () => {
    await startWith({ requestsPerMinute: 9 });
    refuseWith("Content-Length: 2\r\nX-Request-Id: the-apis-own\r\n\r\nno");
    const refusal = await exchangeRaw(portal.url, handshake());
    api.server.removeAllListeners("upgrade");
    api.server.on("upgrade", (_, socket: Socket) =>
      socket.end("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"),
    );
    const consent = await exchangeRaw(portal.url, handshake());
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
  async function untilLetGo(request: readonly string[]): Promise<void> {
    const connecting = once(portal.server, "connection") as Promise<[Socket]>;
    const { hostname, port } = new URL(portal.url);
    const client = connect({ port: Number(port), host: hostname, allowHalfOpen: true }).on("error", () => {});
    const [connection] = await connecting;
    const closed = once(connection, "close");
    client.resume().write(`${request.join("\r\n")}\r\n\r\n`);
    await closed;
    client.destroy();
  }

  it("isn't kept for a client that never ends its side, whoever refused", async () => {
    await startWith();
    await untilLetGo(handshake({ signedIn: false }));
    refuseWith("Content-Length: 2\r\n\r\nno");
    await untilLetGo(handshake());
  });

  it("isn't kept for a client that doesn't read, whoever refused", async () => {
    await startWith({ idleTimeoutSeconds: 1 });
    // As if the client's side took nothing: what is written stays in this process.
    portal.server.on("connection", (socket) => Object.assign(socket, { _write: () => {}, _writev: () => {} }));
    refuseWith("Content-Length: 2\r\n\r\nno");
    await untilLetGo(handshake());
    await untilLetGo(handshake({ signedIn: false }));
  });
});
