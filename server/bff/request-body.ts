import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { AppError } from "#server/errors/app-error.ts";

/** Bodies up to this size are read first: they can be sent again, and undici writes them in one piece. */
const repeatableBytesMax = 64 * 1024;

export interface BodyLimits {
  maxBytes: number | undefined;
  idleTimeoutSeconds: number;
}

export type BodyKind = "none" | "small" | "streamed" | "too_large" | "coded";

/**
 * Decides from the head alone how a body will be handled. A request without either header has none (RFC 9112 §6.3). A coding
 * besides chunked would have to be undone or named to the API, hop by hop (§6.1); nobody sends one but to confuse.
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
 * Errors: request_too_large; request_timeout (the client paused too long); upstream_timeout (the API took nothing).
 */
export class RequestBody extends Readable {
  readonly #request: IncomingMessage;
  readonly #limits: BodyLimits;
  readonly #idleTimer: NodeJS.Timeout;
  #bytes = 0;

  constructor(request: IncomingMessage, limits: BodyLimits) {
    super({ highWaterMark: 64 * 1024 });
    this.#request = request;
    this.#limits = limits;
    this.#idleTimer = setTimeout(() => this.#onIdle(), limits.idleTimeoutSeconds * 1000);
    request.on("data", this.#onData).on("end", this.#onEnd).on("close", this.#onClose);
  }

  override _read(): void {
    this.#request.resume();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#idleTimer);
    this.#request.off("data", this.#onData).off("end", this.#onEnd).off("close", this.#onClose);
    done(error);
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#idleTimer.refresh();
    this.#bytes += chunk.length;
    if (this.#limits.maxBytes !== undefined && this.#bytes > this.#limits.maxBytes) {
      this.destroy(new AppError("request_too_large"));
    } else if (!this.push(chunk)) {
      this.#request.pause();
    }
  };

  readonly #onEnd = (): void => {
    clearTimeout(this.#idleTimer);
    this.push(null);
  };

  readonly #onClose = (): void => {
    if (!this.#request.complete) this.destroy(new Error("the client went away"));
  };

  #onIdle(): void {
    this.destroy(new AppError(this.#request.isPaused() ? "upstream_timeout" : "request_timeout"));
  }
}

/** Reads a small body whole. Rejects like RequestBody; the client's going away rejects too. */
export async function readSmallBody(request: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of new RequestBody(request, limits)) chunks.push(chunk as Buffer);
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
}
