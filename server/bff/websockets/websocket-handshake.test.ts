import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, createConnection, type NetConnectOpts, type Socket } from "node:net";
import { afterEach, expect, it, vi } from "vitest";
import { type ClientOptions, WebSocket, WebSocketServer } from "ws";
import { type ApiDraft, type BffHarness, cookieOf } from "#tests/support/bff-harness.ts";
import { type BffWorld, startBffWorld, startTestApi, startTestBff } from "#tests/support/bff-world.ts";
import { startDeafServer } from "#tests/support/deaf-server.ts";
import { createCertificateAuthority } from "#tests/support/local-certificates.ts";
import { standStill } from "#tests/support/stand-still.ts";

const sockets = new WebSocketServer({ noServer: true });

afterEach(() => {
  for (const client of sockets.clients) client.terminate();
  vi.unstubAllEnvs();
});

const start = (draft: ApiDraft = {}) => startBffWorld({ websocket: true, ...draft });

type Caller = Pick<BffWorld, "portal" | "session">;

function open({ portal, session }: Caller, path = "/bff/api/demo/ws", options: ClientOptions = {}): WebSocket {
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
async function nextConnection(portal: BffHarness): Promise<Socket> {
  const [, socket] = (await once(portal.server, "upgrade")) as [unknown, Socket];
  return socket;
}

it("is answered 504 when the API's connection isn't made in time", async () => {
  const deaf = await startDeafServer();
  const target = `http://127.0.0.1:${deaf.port}`;
  const world = await start({ target, connectTimeoutSeconds: 1, firstByteTimeoutSeconds: 60 });
  expect(await refusalOf(open(world))).toBe(504);
  await deaf.close();
});

it("is answered 504 when the API doesn't answer in time", async () => {
  const world = await start({ connectTimeoutSeconds: 60, firstByteTimeoutSeconds: 1 });
  const reaching = once(world.api.server, "upgrade") as Promise<Parameters<Upgrade>>;
  expect(await refusalOf(open(world))).toBe(504);
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
  const api = await startTestApi();
  const portal = await startTestBff({
    demo: { target: api.url, ...draft },
    secure: { target: `https://127.0.0.1:${(secure.address() as AddressInfo).port}`, ...draft },
  });
  for (const server of [api.server, secure]) {
    server.on("upgrade", (...upgrade: Parameters<Upgrade>) => void setTimeout(accept, 6_500, ...upgrade));
  }
  const session = portal.vault.add("s1");
  const both = ["/bff/api/demo/ws", "/bff/api/secure/ws"].map((path) => open({ portal, session }, path));
  await Promise.all(both.map((socket) => once(socket, "open")));
  for (const socket of both) socket.terminate();
  secure.close();
  authority.remove();
});

it("is waited for while the API says that it works on it", async () => {
  const world = await start({ firstByteTimeoutSeconds: 5 });
  world.api.server.on("upgrade", (...upgrade: Parameters<Upgrade>) => {
    const working = setInterval(() => upgrade[1].write("HTTP/1.1 102 Processing\r\n\r\n"), 300);
    setTimeout(() => {
      clearInterval(working);
      accept(...upgrade);
    }, 6_500);
  });
  await once(open(world), "open");
});

it("isn't held against the API that this process stood still while it connected", async () => {
  const world = await start({ connectTimeoutSeconds: 1, firstByteTimeoutSeconds: 60 });
  world.api.server.on("upgrade", accept);
  const { tokens } = world.portal;
  const source = tokens.forUser;
  tokens.forUser = (...request) => {
    // The connection has been asked for by then, and nothing was heard of it yet.
    setImmediate(standStill, 3_000);
    return source(...request);
  };
  await once(open(world), "open");
});

it("isn't held against the API that this process stood still before it read the answer", async () => {
  const world = await start({ connectTimeoutSeconds: 60, firstByteTimeoutSeconds: 1 });
  world.api.server.on("upgrade", (...upgrade: Parameters<Upgrade>) => {
    accept(...upgrade);
    standStill(3_000);
  });
  await once(open(world), "open");
});

it("reaches no API for a client that went away while its token was asked for", async () => {
  const { api, portal, session } = await start();
  api.server.on("upgrade", accept);
  const asked = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const source = portal.tokens.forUser;
  portal.tokens.forUser = async (...request) => {
    asked.resolve();
    await held.promise;
    return source(...request);
  };
  const connecting = nextConnection(portal);
  const gone = open({ portal, session });
  const connection = await connecting;
  await asked.promise;
  const connectionClosed = closed(connection);
  gone.terminate();
  await connectionClosed;
  held.resolve();
  await once(open({ portal, session: portal.vault.add("s2") }), "open");
  expect(api.seen.map(({ headers }) => headers.authorization)).toEqual([expect.stringContaining("own-s2")]);
});

interface Held {
  portal: BffHarness;
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
  const { api, portal, session } = await start();
  const looked = Promise.withResolvers<void>();
  const live = Promise.withResolvers<boolean>();
  portal.vault.isLive = () => {
    looked.resolve();
    return live.promise;
  };
  const accepting = once(api.server.on("upgrade", accept), "upgrade") as Promise<Parameters<Upgrade>>;
  const connecting = nextConnection(portal);
  const clientSides: Socket[] = [];
  const connectHere = (options: NetConnectOpts) => {
    const socket = createConnection(options);
    clientSides.push(socket);
    return socket;
  };
  const client = open({ portal, session }, undefined, { createConnection: connectHere as typeof createConnection });
  const [[, apiSide], connection] = await Promise.all([accepting, connecting, looked.promise]);
  return { portal, client, clientSide: clientSides[0] as Socket, connection, apiSide, live };
}

it.each([
  ["ended", (client: Socket) => client.destroy()],
  ["reset", (client: Socket) => client.resetAndDestroy()],
] as const)(
  "leaves nothing behind of a client that %s its connection while its session was looked for",
  async (_, go) => {
    const { portal, clientSide, connection, apiSide, live } = await openHeld();
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
  const { portal, client, apiSide, live } = await openHeld();
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
