import type { OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from "node:http";

export interface AnswerHead {
  status: number;
  /** By lower-case name. */
  headers: Readonly<Record<string, OutgoingHttpHeader | undefined>>;
}

/** An answer that is whole and not sent yet. */
export interface PageAnswer extends AnswerHead {
  body: Buffer;
}

export function isPage({ headers }: AnswerHead): boolean {
  return String(headers["content-type"] ?? "").startsWith("text/html");
}

export interface AnswerRules {
  /** Whether the answer with this head is held until it is whole. All others are passed on as they are written. */
  holds(head: AnswerHead): boolean;
  /** What to send instead of the whole answer; `undefined` when another answer is being written to `startOver()`'s response. */
  finish(answer: PageAnswer): PageAnswer | undefined;
}

type Writer = Pick<ServerResponse, "writeHead" | "write" | "end" | "flushHeaders">;

/**
 * Stands between Next and the response: holds a page once, so that what changes a page is a function of the whole answer and does
 * not replace methods of the response itself.
 *
 * Cost: for an answer that is not held, one look at its head.
 */
export class HeldAnswer {
  readonly #response: ServerResponse;
  readonly #rules: AnswerRules;
  readonly #send: Writer;
  readonly #headers: OutgoingHttpHeaders;
  #held: Buffer[] = [];
  /** `undefined` until the head is known. */
  #holds: boolean | undefined;

  /** The headers that the response has now are those of a second answer too. */
  constructor(response: ServerResponse, rules: AnswerRules) {
    const { writeHead, write, end, flushHeaders } = response;
    this.#response = response;
    this.#rules = rules;
    this.#send = { writeHead, write, end, flushHeaders };
    this.#headers = { ...response.getHeaders() };
    this.#standBetween();
  }

  /** Forgets what was written, for another answer to the same request. */
  startOver(): void {
    this.#held = [];
    this.#holds = undefined;
    this.#response.statusCode = 200;
    setHeaders(this.#response, this.#headers);
    // Next's compression has put its own methods before these, and does so again.
    this.#standBetween();
  }

  #standBetween(): void {
    const response = this.#response;
    const send = this.#send;
    response.writeHead = ((status: number, ...rest: unknown[]) => {
      noteHead(response, status, rest);
      return this.#isHeld() ? response : Reflect.apply(send.writeHead, response, [status, ...rest]);
    }) as Writer["writeHead"];
    response.flushHeaders = () => {
      if (!this.#isHeld()) send.flushHeaders.call(response);
    };
    response.write = ((...args: unknown[]) => {
      if (!this.#isHeld()) return Reflect.apply(send.write, response, args);
      this.#hold(args);
      callbackOf(args)?.();
      return true;
    }) as Writer["write"];
    response.end = ((...args: unknown[]) => {
      if (!this.#isHeld()) return Reflect.apply(send.end, response, args);
      this.#hold(args);
      this.#finish(callbackOf(args));
      return response;
    }) as Writer["end"];
  }

  #isHeld(): boolean {
    this.#holds ??= !this.#response.headersSent && this.#rules.holds(headOf(this.#response));
    return this.#holds;
  }

  #hold([chunk, encoding]: unknown[]): void {
    if (typeof chunk === "string") this.#held.push(Buffer.from(chunk, encoding as BufferEncoding | undefined));
    else if (chunk instanceof Uint8Array) this.#held.push(Buffer.from(chunk));
  }

  #finish(callback: (() => void) | undefined): void {
    const response = this.#response;
    const answer = this.#rules.finish({ ...headOf(response), body: Buffer.concat(this.#held) });
    if (answer === undefined) return;
    setHeaders(response, answer.headers);
    this.#send.writeHead.call(response, answer.status);
    Reflect.apply(this.#send.end, response, callback ? [answer.body, callback] : [answer.body]);
  }
}

function headOf(response: ServerResponse): AnswerHead {
  return { status: response.statusCode, headers: { ...response.getHeaders() } };
}

/** Makes these the response's headers, and removes all others. */
function setHeaders(response: ServerResponse, headers: AnswerHead["headers"]): void {
  for (const name of response.getHeaderNames()) if (headers[name] === undefined) response.removeHeader(name);
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && value !== response.getHeader(name)) response.setHeader(name, value);
  }
}

/** Status and headers given to `writeHead`, which has an optional status text between them. */
function noteHead(response: ServerResponse, status: number, rest: readonly unknown[]): void {
  response.statusCode = status;
  const headers = rest.find((arg): arg is OutgoingHttpHeaders => typeof arg === "object" && arg !== null);
  for (const [name, value] of Object.entries(headers ?? {})) if (value !== undefined) response.setHeader(name, value);
}

function callbackOf(args: readonly unknown[]): (() => void) | undefined {
  return args.find((arg): arg is () => void => typeof arg === "function");
}
