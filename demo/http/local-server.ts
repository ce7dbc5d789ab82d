import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** A server on loopback only. It listens before it has a handler: its URLs need the port, handlers need the URLs. */
export interface LocalServer {
  port: number;
  handle(handler: Handler): void;
  upgrade(handler: UpgradeHandler): void;
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1 and, where there is one, on ::1: "localhost" may mean either.
 *
 * Units:  port 0 takes any free one.
 * Errors: an Error that says which port is taken.
 */
export async function listenLocally(port: number, log: (line: string) => void): Promise<LocalServer> {
  let handler: Handler = (_request, response) => void response.writeHead(503).end();
  let upgradeHandler: UpgradeHandler = (_request, socket) => socket.destroy();
  const make = () => {
    const server = createServer((request, response) => void answer(handler, request, response, log));
    server.on("upgrade", (request, socket, head) => upgradeHandler(request, socket, head));
    return server;
  };
  const servers = [make()];
  const taken = await listenOn(servers[0] as Server, "127.0.0.1", port);
  const second = make();
  try {
    await listenOn(second, "::1", taken);
    servers.push(second);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Only "there is no ::1 here" may pass: if another process had it, "localhost" would lead to them.
    if (code === "EADDRINUSE") {
      await closeServer(servers[0] as Server);
      if (port === 0) return listenLocally(port, log);
      throw portTaken(taken, error);
    }
  }
  return {
    port: taken,
    handle: (next) => {
      handler = next;
    },
    upgrade: (next) => {
      upgradeHandler = next;
    },
    close: async () => void (await Promise.all(servers.map(closeServer))),
  };
}

async function answer(
  handler: Handler,
  request: IncomingMessage,
  response: ServerResponse,
  log: (line: string) => void,
) {
  try {
    await handler(request, response);
  } catch (error) {
    log(`demo: ${request.method} ${pathOf(request)} failed: ${error instanceof Error ? error.message : "unknown"}`);
    if (response.headersSent) response.destroy();
    else response.writeHead(500, { "content-type": "text/plain" }).end("The demo server failed; see the log.\n");
  }
}

/** Without the query: it may carry codes. */
function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").split("?", 1)[0] ?? "/";
}

function listenOn(server: Server, address: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "EADDRINUSE" && address === "127.0.0.1" ? portTaken(port, error) : error),
    );
    server.listen(port, address, () => resolve((server.address() as AddressInfo).port));
  });
}

function portTaken(port: number, cause: unknown): Error {
  return new Error(`Port ${port} is taken by another program; the demo needs it. Choose another PORT.`, { cause });
}

/** The demo has nothing worth draining: cut everything. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
