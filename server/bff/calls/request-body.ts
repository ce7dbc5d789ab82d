import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { AppError } from "#server/errors/app-error.ts";

/** Slower than any line that people use: who sends so slowly keeps connections busy. */
const slowestBytesPerSecond = 1024;
/** Bodies up to this size are read first: they can be sent again, and undici writes them in one piece. */
const repeatableBytesMax = 64 * 1024;

export interface BodyLimits {
  maxBytes: number | undefined;
  idleTimeoutSeconds: number;
}

export type BodyKind = "none" | "small" | "streamed" | "too_large" | "coded";

/**
 * Decides from the head alone how a body will be handled. A request without either header has none (RFC 9112 §6.3). A coding
 * besides chunked would have to be undone or named to the API, hop by hop (§6.1); it is only sent to confuse.
 */
export function bodyKindOf(headers: IncomingMessage["headers"], maxBytes: number | undefined): BodyKind {
  const coding = headers["transfer-encoding"];
  if (coding !== undefined) return coding.toLowerCase() === "chunked" ? "streamed" : "coded";
  const length = headers["content-length"];
  if (length === undefined || length === "0") return "none";
  const bytes = Number(length);
  if (maxBytes !== undefined && bytes > maxBytes) return "too_large";
  return bytes <= repeatableBytesMax ? "small" : "streamed";
}

/**
 * A request's body on its way to an API, chunk by chunk, with the API's back-pressure passed on to the client.
 *
 * It stands between the two because undici destroys the body it is given when an API answers early, and destroying an
 * IncomingMessage would tear down the client's connection before it has read that answer.
 *
 * Errors: request_too_large; request_timeout (the client paused too long, or trickles); upstream_timeout (the API took nothing).
 */
export class RequestBody extends Readable {
  readonly #request: IncomingMessage;
  readonly #limits: BodyLimits;
  readonly #idleTimer: NodeJS.Timeout;
  /** Of a small body: it has to come whole before the idle timer ends. */
  readonly #whole: boolean;
  readonly #paceTimer: NodeJS.Timeout | undefined;
  #bytes = 0;
  #bytesBefore = 0;
  #heldUp = false;

  constructor(request: IncomingMessage, limits: BodyLimits, kind: "small" | "streamed") {
    super({ highWaterMark: 64 * 1024 });
    this.#request = request;
    this.#limits = limits;
    this.#whole = kind === "small";
    const milliseconds = limits.idleTimeoutSeconds * 1000;
    this.#idleTimer = setTimeout(() => this.#onIdle(), milliseconds);
    if (!this.#whole) this.#paceTimer = setInterval(() => this.#checkPace(), milliseconds);
    // The reader gets the error too, but there may be no reader any more when the call is over.
    this.on("error", () => {});
    request.on("data", this.#onData).on("end", this.#onEnd).on("close", this.#onClose);
  }

  override _read(): void {
    this.#request.resume();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#stopTimers();
    this.#request.off("data", this.#onData).off("end", this.#onEnd).off("close", this.#onClose);
    done(error);
  }

  readonly #onData = (chunk: Buffer): void => {
    if (!this.#whole) this.#idleTimer.refresh();
    this.#bytes += chunk.length;
    if (this.#limits.maxBytes !== undefined && this.#bytes > this.#limits.maxBytes) {
      this.destroy(new AppError("request_too_large"));
    } else if (!this.push(chunk)) {
      this.#heldUp = true;
      this.#request.pause();
    }
  };

  readonly #onEnd = (): void => {
    // From here on it is the API that may not take what is left.
    clearInterval(this.#paceTimer);
    this.#idleTimer.refresh();
    this.push(null);
  };

  readonly #onClose = (): void => {
    if (!this.#request.complete) this.destroy(new Error("the client went away"));
  };

  #onIdle(): void {
    this.destroy(
      new AppError(this.#request.isPaused() || this.#request.complete ? "upstream_timeout" : "request_timeout"),
    );
  }

  /** A byte now and then keeps the idle timer from ending. When the API held it up, slowness isn't the client's. */
  #checkPace(): void {
    const expected = this.#limits.idleTimeoutSeconds * slowestBytesPerSecond;
    if (!this.#heldUp && this.#bytes - this.#bytesBefore < expected) this.destroy(new AppError("request_timeout"));
    this.#bytesBefore = this.#bytes;
    this.#heldUp = this.#request.isPaused();
  }

  #stopTimers(): void {
    clearTimeout(this.#idleTimer);
    clearInterval(this.#paceTimer);
  }
}

/**
 * With Expect: 100-continue the client waits for this before its body; what is refused never gets it. HTTP/1.0 knows no
 * such answer and would take it for the last one (RFC 9110 §10.1.1).
 */
export function sayContinue(request: IncomingMessage, response: ServerResponse): void {
  if (request.headers.expect !== undefined && request.httpVersionMinor > 0) response.writeContinue();
}

/** Reads a small body whole. Rejects like RequestBody; the client's going away rejects too. */
export async function readSmallBody(request: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of new RequestBody(request, limits, "small")) chunks.push(chunk as Buffer);
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
}
