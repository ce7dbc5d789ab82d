import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { Dispatcher } from "undici";
import type { OpenConnection, OpenConnections } from "#server/bff/calls/connections/open-connections.ts";
import { PatientCall } from "#server/bff/calls/connections/patient-call.ts";
import type { AttachedToken } from "#server/bff/calls/tokens/attached-tokens.ts";
import type { AppError } from "#server/errors/app-error.ts";
import { breakOff } from "#server/http/break-off.ts";
import { toAppError } from "#server/http/problem.ts";
import type { RequestContext } from "#server/http/request-context.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { forwardRequestHeaders } from "./request-header-policy.ts";
import { returnResponseHeaders } from "./response-header-policy.ts";
import type { ApiRoute } from "./route-table.ts";
import { isDroppedConnection, upstreamError } from "./upstream-error-policy.ts";

/** All that one call to an API needs; decided before, so that nothing here refuses anything. */
export interface Call {
  request: IncomingMessage;
  response: ServerResponse;
  route: ApiRoute;
  session: LiveSession | null;
  context: RequestContext | undefined;
  /** Path and query as the API gets them. */
  upstreamTarget: string;
  /** Flat pairs that describe who forwards: X-Forwarded-*, X-Request-Id. */
  forwardedBy: readonly string[];
  /** Flat pairs that every answer carries: request id, CORS, rate limit. */
  answerHeaders: readonly string[];
}

/** What calls ask of the endpoint; one object for all of them. */
export interface CallSupport {
  /** Where a call is from its start until its answer is over. */
  openConnections: OpenConnections;
  /** Answers a failure before anything of the API's answer was sent. */
  fail(call: Call, error: AppError): void;
  /** Gets another token after the API's 401, or `undefined`. */
  replaceToken(call: Call, refused: AttachedToken): Promise<AttachedToken | undefined>;
}

/** An API's 401 that waits for another token. */
interface Refusal {
  statusCode: number;
  headers: IncomingHttpHeaders;
  /** Of an API that hangs up, all comes in spite of the pause. */
  chunks: Buffer[];
  ended: boolean;
  error: Error | undefined;
}

/** Safe by IANA's registry of methods, so that doing it twice changes nothing (RFC 9110 §9.2.1). */
const safeMethods = new Set(["GET", "HEAD", "OPTIONS", "PROPFIND", "QUERY", "REPORT", "SEARCH"]);

/**
 * One call on its way: undici's handler and the answer's writer in one object, so that a chunk passes through a single
 * function from the API's socket to the browser's.
 *
 * Cost:  two arrays of headers, one listener; no promise, no stream object, no copy of a body chunk.
 * Races: the client's going away aborts the API's connection; the API's breaking off breaks the client's; the session's end
 *        breaks both.
 */
export class ForwardedCall extends PatientCall implements Dispatcher.DispatchHandler, OpenConnection {
  readonly #call: Call;
  readonly #support: CallSupport;
  slot: number | undefined;
  #body: Buffer | Dispatcher.DispatchOptions["body"] = null;
  #repeatable = false;
  #token: AttachedToken | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #gone: boolean;
  #ended: AppError | undefined;
  #repeated = false;
  #held: Refusal | undefined;
  /** Whose answer nobody waits for any more. */
  #dropped: Dispatcher.DispatchController | undefined;

  constructor(call: Call, support: CallSupport) {
    super();
    this.#call = call;
    this.#support = support;
    // Who went away before this was made isn't heard of any more.
    this.#gone = call.response.destroyed;
    if (this.#gone) return;
    support.openConnections.add(this);
    call.response.on("close", () => this.#onClientClose());
  }

  get route(): ApiRoute {
    return this.#call.route;
  }

  get session(): LiveSession | null {
    return this.#call.session;
  }

  /** What allowed this call is over: refused if nothing was answered yet, else broken off as when the API breaks off. */
  end(error: AppError): void {
    this.#ended = error;
    // Also when the API has said all and the client is slow to take it.
    if (this.#call.response.headersSent) breakOff(this.#call.response);
    this.#controller?.abort(error);
  }

  /** Sends the request. A `Buffer` or no body can be sent a second time, a stream can't. */
  send(token: AttachedToken | undefined, body: Buffer | Dispatcher.DispatchOptions["body"]): void {
    this.#body = body;
    this.#repeatable = body === null || Buffer.isBuffer(body);
    this.#dispatch(token);
  }

  #dispatch(token: AttachedToken | undefined): void {
    if (this.#gone) return;
    this.#token = token;
    const { request, route, upstreamTarget, forwardedBy } = this.#call;
    const headers: string[] = [];
    forwardRequestHeaders(request.rawHeaders, request.headers.connection, route.addedNames, headers);
    if (token) headers.push("authorization", token.authorization);
    for (const one of forwardedBy) headers.push(one);
    for (const one of route.addedHeaders) headers.push(one);
    const body = this.#body ?? null;
    route.pool.dispatch({ path: upstreamTarget, method: request.method ?? "GET", headers, body }, this);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#gone) controller.abort(new Error("the client went away"));
    else if (this.#ended) controller.abort(this.#ended);
  }

  /** From here on it is the API's turn. How long an upload takes is RequestBody's concern. */
  onRequestSent(): void {
    // An answer may have begun before the upload was over.
    if (!this.#held && !this.#call.response.headersSent) {
      this.#waitFor("upstream_timeout", this.#call.route.settings.firstByteTimeoutSeconds);
    }
  }

  onResponseStart(controller: Dispatcher.DispatchController, statusCode: number, headers: IncomingHttpHeaders): void {
    // Informational answers (RFC 9110 §15.2) are about this hop; the final one follows.
    if (statusCode < 200) {
      this.keepWaiting(this.#support.openConnections.tickedAtMs);
      return;
    }
    if (statusCode === 401 && this.#token && this.#repeatable && !this.#repeated) {
      this.#held = { statusCode, headers, chunks: [], ended: false, error: undefined };
      // Decided by the head: the body may be long, or never end.
      controller.pause();
      this.stopWaiting();
      void this.#afterRefusal(controller, this.#held, this.#token);
      return;
    }
    this.#writeHead(statusCode, headers);
    this.#waitForMore();
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#held) {
      this.#held.chunks.push(chunk);
      return;
    }
    this.keepWaiting(this.#support.openConnections.tickedAtMs);
    if (this.#call.response.write(chunk)) return;
    controller.pause();
    // A client that stops reading must not hold the API's connection for ever.
    this.#waitFor("request_timeout", this.#call.route.settings.idleTimeoutSeconds);
    this.#call.response.once("drain", () => {
      this.#waitForMore();
      controller.resume();
    });
  }

  /** Trailers are dropped: no browser shows them to a page. */
  onResponseEnd(): void {
    this.stopWaiting();
    if (this.#held) this.#held.ended = true;
    else this.#endAnswer();
  }

  onResponseError(controller: Dispatcher.DispatchController | null, error: Error): void {
    if (controller && controller === this.#dropped) return;
    this.stopWaiting();
    if (this.#gone) return;
    if (this.#held && !this.#ended) {
      this.#held.error = error;
      return;
    }
    const { request, response, route } = this.#call;
    if (response.headersSent) {
      // Broken off, not ended: the client must not take half an answer for a whole one.
      breakOff(response);
      return;
    }
    const safe = safeMethods.has(request.method ?? "") && this.#repeatable;
    if (safe && !this.#repeated && !this.#ended && isDroppedConnection(error)) {
      this.#repeated = true;
      this.#dispatch(this.#token);
      return;
    }
    this.#support.fail(this.#call, upstreamError(error, route.name));
  }

  #writeHead(statusCode: number, headers: IncomingHttpHeaders): void {
    const { request, response, route, answerHeaders } = this.#call;
    const out: string[] = [];
    for (const one of answerHeaders) out.push(one);
    returnResponseHeaders(headers, route.returnRule, out);
    // An answer to half a request: the rest of it will not be read.
    if (!this.#repeatable && !request.complete) out.push("connection", "close");
    response.writeHead(statusCode, out);
    // A body of unknown length may be an event stream: its head must not wait for the first event. The next tick is
    // soon enough, and lets a first chunk that arrived together with the head leave together with it.
    if (headers["content-length"] === undefined) process.nextTick(flushHead, response);
  }

  /** The API refused a token that looked fresh: renewed once, and the call repeated once. */
  async #afterRefusal(controller: Dispatcher.DispatchController, held: Refusal, refused: AttachedToken): Promise<void> {
    let token: AttachedToken | undefined;
    try {
      token = await this.#support.replaceToken(this.#call, refused).catch((error) => Promise.reject(toAppError(error)));
      if (!token && held.error) throw held.error;
    } catch (error) {
      this.#drop(controller);
      // What ended meanwhile has been answered.
      if (this.#gone || this.#call.response.headersSent) return;
      this.#support.fail(this.#call, upstreamError(error, this.#call.route.name));
      return;
    }
    if (this.#gone || this.#call.response.headersSent) return;
    this.#held = undefined;
    if (!token) {
      this.#passRefusal(controller, held);
      return;
    }
    this.#repeated = true;
    this.#drop(controller);
    this.#dispatch(token);
  }

  /** The API has said all; what the client hasn't taken yet must not lie here for ever. */
  #endAnswer(): void {
    this.#call.response.end();
    this.#waitFor("request_timeout", this.#call.route.settings.idleTimeoutSeconds);
  }

  #drop(controller: Dispatcher.DispatchController): void {
    this.#dropped = controller;
    this.#controller = undefined;
    controller.abort(new Error("its answer isn't needed"));
  }

  #passRefusal(controller: Dispatcher.DispatchController, { statusCode, headers, chunks, ended }: Refusal): void {
    this.#writeHead(statusCode, headers);
    for (const chunk of chunks) this.#call.response.write(chunk);
    if (ended) {
      this.#endAnswer();
      return;
    }
    this.#waitForMore();
    controller.resume();
  }

  #waitForMore(): void {
    this.#waitFor("upstream_timeout", this.#call.route.settings.idleTimeoutSeconds);
  }

  #waitFor(code: "upstream_timeout" | "request_timeout", seconds: number): void {
    this.waitFor(code, seconds, this.#support.openConnections.tickedAtMs);
  }

  protected override onWaitedTooLong(error: AppError): void {
    if (this.#call.response.writableEnded) breakOff(this.#call.response);
    else this.#controller?.abort(error);
  }

  #onClientClose(): void {
    this.#support.openConnections.delete(this);
    if (this.#call.response.writableFinished) return;
    this.#gone = true;
    this.#controller?.abort(new Error("the client went away"));
  }
}

function flushHead(response: ServerResponse): void {
  if (!response.writableEnded && !response.destroyed) response.flushHeaders();
}
