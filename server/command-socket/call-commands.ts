import { Agent, type IncomingMessage, request } from "node:http";
import { z } from "zod";
import { AppError } from "#server/errors/app-error.ts";
import { lineShape, proofHeaders } from "./call-shape.ts";
import type { OperatorConnection } from "./operator-connection.ts";
import { newNonce, proofOf, provesPeer } from "./peer-proof.ts";
import type { SocketPlace } from "./socket-place.ts";
import { fromWireError } from "./wire-error.ts";

const greetingShape = z.object({ nonce: z.string(), proof: z.string() });

/**
 * Connects a command to the running portal.
 *
 * Shape:  `undefined` when no portal listens there: an earlier one left the place behind.
 * Errors: database_unavailable when what listens doesn't prove that it has the key.
 */
export async function callCommands(place: SocketPlace, systemUser: string): Promise<OperatorConnection | undefined> {
  // One connection, because a proof belongs to the connection that it was made for.
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const send = (init: Sent) => sendRequest({ agent, socketPath: place.path, ...init });
  if (!(await prove(send, place))) return undefined;
  return {
    async call(operation, input, { ifMatch, signal } = {}) {
      // Again for each call: the connection ends with a stream that is left, and while a question waits for its answer.
      const proof = (await prove(send, place)) ?? portalGone();
      const headers = { [proofHeaders.proof]: proof, "content-type": "application/json" };
      const body = JSON.stringify({ operation, input, systemUser, ...(ifMatch === undefined ? {} : { ifMatch }) });
      const answer = await send({ method: "POST", path: "/", headers, body, signal }).catch(portalGone);
      if (answer.statusCode === 200 && answer.headers["content-type"] === "application/x-ndjson") {
        return itemsOf(answer, signal);
      }
      const value: unknown = JSON.parse(await textOf(answer));
      if (answer.statusCode !== 200) throw fromWireError(value);
      return value;
    },
    close: async () => agent.destroy(),
  };
}

/** The proof for the next call; `undefined` when nothing listens. Errors: database_unavailable. */
async function prove(send: (init: Sent) => Promise<IncomingMessage>, place: SocketPlace): Promise<string | undefined> {
  const command = newNonce();
  const greeting = await greet(send, command);
  if (!greeting) return undefined;
  const nonces = { command, portal: greeting.nonce };
  if (!provesPeer(greeting.proof, proofOf("portal", place.key, nonces))) {
    throw new AppError("database_unavailable", {
      detail: `what listens at ${place.path} is not the portal that wrote the key. Restart the portal.`,
    });
  }
  return proofOf("command", place.key, nonces);
}

interface Sent {
  method: "GET" | "POST";
  path: string;
  headers: Record<string, string>;
  body?: string;
  signal?: AbortSignal | undefined;
}

async function greet(send: (init: Sent) => Promise<IncomingMessage>, nonce: string) {
  try {
    const answer = await send({ method: "GET", path: "/", headers: { [proofHeaders.nonce]: nonce } });
    return greetingShape.parse(JSON.parse(await textOf(answer)));
  } catch (error) {
    if (isNotListening(error)) return undefined;
    throw error;
  }
}

function isNotListening(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ECONNREFUSED" || error.code === "ENOENT");
}

function portalGone(cause?: unknown): never {
  throw new AppError("database_unavailable", { cause, detail: "the portal ended before it answered" });
}

function sendRequest({
  body,
  signal,
  ...options
}: Sent & { agent: Agent; socketPath: string }): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request({ ...options, ...(signal ? { signal } : {}) }, resolve);
    sent.once("error", reject);
    sent.end(body);
  });
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}

/**
 * The items of a stream, until it is complete or `signal` is aborted.
 *
 * Errors: those of the stream; database_unavailable when it breaks off.
 */
async function* itemsOf(answer: IncomingMessage, signal: AbortSignal | undefined): AsyncGenerator<unknown, void> {
  for await (const text of linesOf(answer)) {
    const line = lineShape.parse(JSON.parse(text));
    if ("end" in line) return;
    if ("error" in line) throw fromWireError(line.error);
    yield line.item;
  }
  if (!signal?.aborted) portalGone();
}

/** The whole lines of an answer. One that breaks off just ends, and lacks the line that says that it is complete. */
async function* linesOf(answer: IncomingMessage): AsyncGenerator<string, void> {
  answer.setEncoding("utf8");
  let rest = "";
  try {
    for await (const chunk of answer) {
      const lines = `${rest}${chunk}`.split("\n");
      rest = lines.pop() ?? "";
      yield* lines;
    }
  } catch (error) {
    if (!answer.errored) throw error;
  }
}
