import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, createConnection, type NetConnectOpts, type Socket } from "node:net";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type ClientOptions, WebSocket, WebSocketServer } from "ws";
import {
  type ApiDraft,
  type BffHarness,
  cookieOf,
  type RecordingApi,
  startBff,
  startRecordingApi,
} from "#tests/support/bff-harness.ts";
import { startDeafServer } from "#tests/support/deaf-server.ts";
import { createCertificateAuthority } from "#tests/support/local-certificates.ts";
import { standStill } from "#tests/support/stand-still.ts";

let api: RecordingApi;
let portal: BffHarness;
let sockets: WebSocketServer;

beforeEach(async () => {
  api = await startRecordingApi();
  sockets = new WebSocketServer({ noServer: true });
});

afterEach(async () => {
  for (const client of sockets.clients) client.terminate();
  await portal.close();
  await api.close();
  vi.unstubAllEnvs();
});

async function startWith(draft: ApiDraft = {}): Promise<void> {
  portal = await startBff({ demo: { target: api.url, websocket: true, ...draft } });
}

function open(session = portal.vault.add("s1"), path = "/bff/api/demo/ws", options: ClientOptions = {}): WebSocket {
  const headers = { Cookie: cookieOf(session), Origin: portal.url };
  const socket = new WebSocket(`${portal.url.replace("http:", "ws:")}${path}`, { headers, ...options });
  return socket.on("error", () => {});
}

async function refusalOf(socket: WebSocket): Promise<number | undefined> {
  const [, response] = (await once(socket, "unexpected-response")) as [unknown, IncomingMessage];
  return response.resume().statusCode;
}

type Upgrade = (request: IncomingMessage, socket: Socket, head: Buffer) => void;

const accept: Upgrade = (request, socket, head) => sockets.handleUpgrade(request, socket, head, () => {});

/** The connection of the next handshake, as the portal has it. */
async function nextConnection(): Promise<Socket> {
  const [, socket] = (await once(portal.server, "upgrade")) as [unknown, Socket];
  return socket;
}

it("is answered 504 when the API's connection isn't made in time", async () => {
  const deaf = await startDeafServer();
  await startWith({ target: `http://127.0.0.1:${deaf.port}`, connectTimeoutSeconds: 1, firstByteTimeoutSeconds: 60 });
  expect(await refusalOf(open())).toBe(504);
  await deaf.close();
});

it("is answered 504 when the API doesn't answer in time", async () => {
  await startWith({ connectTimeoutSeconds: 60, firstByteTimeoutSeconds: 1 });
  const reaching = once(api.server, "upgrade") as Promise<Parameters<Upgrade>>;
  expect(await refusalOf(open())).toBe(504);
  const [, apiSide] = await reaching;
  apiSide.destroy();
});

it("may take the API longer to answer than to be connected to, with and without TLS", async () => {
  const authority = createCertificateAuthority();
  const { certificate: cert, key } = authority.issue("api", "/CN=api", "IP:127.0.0.1");
  const secure = createTlsServer({ cert, key }).listen(0, "127.0.0.1");
  await once(secure, "listening");
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
  const draft = { websocket: true, connectTimeoutSeconds: 5, firstByteTimeoutSeconds: 60 };
  portal = await startBff({
    demo: { target: api.url, ...draft },
    secure: { target: `https://127.0.0.1:${(secure.address() as AddressInfo).port}`, ...draft },
  });
  for (const server of [api.server, secure]) {
    server.on("upgrade", (...upgrade: Parameters<Upgrade>) => void setTimeout(accept, 6_500, ...upgrade));
  }
  const session = portal.vault.add("s1");
  const both = [open(session), open(session, "/bff/api/secure/ws")];
  await Promise.all(both.map((socket) => once(socket, "open")));
  for (const socket of both) socket.terminate();
  secure.close();
  authority.remove();
});

it("is waited for while the API says that it works on it", async () => {
  await startWith({ firstByteTimeoutSeconds: 5 });
  api.server.on("upgrade", (...upgrade: Parameters<Upgrade>) => {
    const working = setInterval(() => upgrade[1].write("HTTP/1.1 102 Processing\r\n\r\n"), 300);
    setTimeout(() => {
      clearInterval(working);
      accept(...upgrade);
    }, 6_500);
  });
  await once(open(), "open");
});

it("isn't held against the API that this process stood still while it connected", async () => {
  await startWith({ connectTimeoutSeconds: 1, firstByteTimeoutSeconds: 60 });
  api.server.on("upgrade", accept);
  const source = portal.tokens.forUser;
  portal.tokens.forUser = (...request) => {
    // The connection has been asked for by then, and nothing was heard of it yet.
    setImmediate(standStill, 3_000);
    return source(...request);
  };
  await once(open(), "open");
});

it("isn't held against the API that this process stood still before it read the answer", async () => {
  await startWith({ connectTimeoutSeconds: 60, firstByteTimeoutSeconds: 1 });
  api.server.on("upgrade", (...upgrade: Parameters<Upgrade>) => {
    accept(...upgrade);
    standStill(3_000);
  });
  await once(open(), "open");
});

it("reaches no API for a client that went away while its token was asked for", async () => {
  await startWith();
  api.server.on("upgrade", accept);
  const asked = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const source = portal.tokens.forUser;
  portal.tokens.forUser = async (...request) => {
    asked.resolve();
    await held.promise;
    return source(...request);
  };
  const connecting = nextConnection();
  const gone = open();
  const connection = await connecting;
  await asked.promise;
  const connectionClosed = closed(connection);
  gone.terminate();
  await connectionClosed;
  held.resolve();
  await once(open(portal.vault.add("s2")), "open");
  expect(api.seen.map(({ headers }) => headers.authorization)).toEqual([expect.stringContaining("own-s2")]);
});

interface Held {
  client: WebSocket;
  clientSide: Socket;
  /** The portal's end of it. */
  connection: Socket;
  apiSide: Socket;
  /** What the look at the session says. */
  live: PromiseWithResolvers<boolean>;
}

/** Unlike `once`, also of a connection that was reset. */
const closed = (socket: Socket) => new Promise((resolve) => socket.once("close", resolve));

/** Opens a WebSocket and holds it when the API has accepted it, while the session is looked for. */
async function openHeld(): Promise<Held> {
  await startWith();
  const looked = Promise.withResolvers<void>();
  const live = Promise.withResolvers<boolean>();
  portal.vault.isLive = () => {
    looked.resolve();
    return live.promise;
  };
  const accepting = once(api.server.on("upgrade", accept), "upgrade") as Promise<Parameters<Upgrade>>;
  const connecting = nextConnection();
  const clientSides: Socket[] = [];
  const connectHere = (options: NetConnectOpts) => {
    const socket = createConnection(options);
    clientSides.push(socket);
    return socket;
  };
  const client = open(undefined, undefined, { createConnection: connectHere as typeof createConnection });
  const [[, apiSide], connection] = await Promise.all([accepting, connecting, looked.promise]);
  return { client, clientSide: clientSides[0] as Socket, connection, apiSide, live };
}

it.each([
  ["ended", (client: Socket) => client.destroy()],
  ["reset", (client: Socket) => client.resetAndDestroy()],
] as const)(
  "leaves nothing behind of a client that %s its connection while its session was looked for",
  async (_, go) => {
    const { clientSide, connection, apiSide, live } = await openHeld();
    const [connectionClosed, apiSideClosed] = [connection, apiSide].map(closed);
    go(clientSide);
    await connectionClosed;
    live.resolve(true);
    const diagnostics = await portal.fetch("/bff/diagnostics");
    expect(await diagnostics.json()).toMatchObject({ openWebSockets: 0, openConnections: 0 });
    await apiSideClosed;
  },
);

it("is answered 502 when the API broke off while the session was looked for", async () => {
  const { client, apiSide, live } = await openHeld();
  const refusal = refusalOf(client);
  apiSide.resetAndDestroy();
  // By the time that the portal has answered this it has heard of the reset as well.
  await portal.fetch("/bff/user");
  live.resolve(true);
  expect(await refusal).toBe(502);
});

it("leaves the API nothing when the session can't be looked for", async () => {
  const { client, apiSide, live } = await openHeld();
  const refusal = refusalOf(client);
  const apiSideClosed = closed(apiSide);
  live.reject(Object.assign(new Error("the database is away"), { code: "ECONNREFUSED" }));
  expect(await refusal).toBe(503);
  await apiSideClosed;
});
