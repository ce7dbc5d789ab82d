import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { z } from "zod";
import { operatorActor } from "#server/admin/actors.ts";
import type { Admin } from "#server/admin/admin.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { Logger } from "#server/http/log/logger.ts";
import { toAppError } from "#server/http/problem.ts";
import { answerCall } from "./answer-call.ts";
import { callShape, mostCallBytes, proofHeaders } from "./call-shape.ts";
import { newNonce, proofOf, provesPeer } from "./peer-proof.ts";
import { makeSocketPlace, publishSocketPlace, type SocketPlace } from "./socket-place.ts";
import { toWireError } from "./wire-error.ts";

export interface ServeCommandsDeps {
  admin: Pick<Admin, "callUnchecked">;
  /** What changed in the catalog is read before each call, as before each request. */
  refresh(): Promise<void> | undefined;
  dataDirectory: string;
  log: Logger;
  /** Where the socket is when the data directory's path is too long. */
  temporaryDirectory?: string;
}

/** What each connection has shown. */
interface Peer {
  nonces: { command: string; portal: string };
  isProven: boolean;
}

/**
 * Serves the administration's operations to commands of this machine, over a Unix socket of mode 0600 in a directory of mode 0700.
 *
 * A peer proves by HMAC over both nonces that it can read the key, which lies in a file of mode 0600 and is new at each start; the
 * portal proves the same first (docs/decisions/025). Returns how to stop.
 */
export async function serveCommands(deps: ServeCommandsDeps): Promise<() => Promise<void>> {
  const { dataDirectory, log } = deps;
  const place = makeSocketPlace(dataDirectory, deps.temporaryDirectory);
  const peers = new WeakMap<Socket, Peer>();
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 60_000, keepAliveTimeout: 60_000 });
  server.on("request", (request, response) => {
    answer(request, response, { ...deps, place, peers }).catch((error: unknown) => {
      const known = toAppError(error);
      if (known.code === "internal_error") log.error("a command failed", { error });
      sendJson(response, 500, toWireError(known));
    });
  });
  await listenPrivately(server, place.path);
  publishSocketPlace(dataDirectory, place);
  return async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
    place.remove();
  };
}

/** The mask decides the socket's mode when it is bound, so no moment is left in which others may connect. */
function listenPrivately(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    const mask = process.umask(0o177);
    try {
      // Binds before it returns, because a path needs no look-up.
      server.listen(path, resolve);
    } finally {
      process.umask(mask);
    }
  });
}

interface AnswerDeps extends ServeCommandsDeps {
  place: SocketPlace;
  peers: WeakMap<Socket, Peer>;
}

async function answer(request: IncomingMessage, response: ServerResponse, deps: AnswerDeps): Promise<void> {
  const { place, peers } = deps;
  if (request.method === "GET" && request.url === "/") return greet(request, response, deps);
  const peer = peers.get(request.socket);
  if (!peer || !proves(request, peer, place.key)) {
    deps.log.warn("a command was refused: it did not prove that it can read the key of the socket");
    // The body is not read: the connection ends.
    response.setHeader("connection", "close");
    return sendJson(
      response,
      401,
      toWireError(new AppError("admin_not_allowed", { detail: "the key of the socket is another" })),
    );
  }
  const call = parseCall(await readBody(request));
  await deps.refresh();
  const actor = operatorActor(call.systemUser);
  await answerCall(response, (options) =>
    deps.admin.callUnchecked(actor, call.operation, call.input, { ...options, ifMatch: call.ifMatch }),
  );
}

/** Takes the command's nonce, gives the portal's and its proof. */
function greet(request: IncomingMessage, response: ServerResponse, { place, peers }: AnswerDeps): void {
  const command = String(request.headers[proofHeaders.nonce] ?? "").slice(0, 100);
  const nonces = { command, portal: newNonce() };
  peers.set(request.socket, { nonces, isProven: false });
  sendJson(response, 200, { nonce: nonces.portal, proof: proofOf("portal", place.key, nonces) });
}

function proves(request: IncomingMessage, peer: Peer, key: string): boolean {
  const given = String(request.headers[proofHeaders.proof] ?? "");
  peer.isProven ||= provesPeer(given, proofOf("command", key, peer.nonces));
  return peer.isProven;
}

/** Errors: request_invalid, as for a command of another version. */
function parseCall(body: string): z.output<typeof callShape> {
  try {
    return callShape.parse(JSON.parse(body));
  } catch (cause) {
    throw new AppError("request_invalid", { cause, detail: "the command and the portal are of different versions" });
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > mostCallBytes) throw new AppError("request_invalid", { detail: "the input is larger than 16 MB" });
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}
