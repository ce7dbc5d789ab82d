import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import type { OpenConnection } from "#server/bff/calls/connections/open-connections.ts";
import { PatientCall } from "#server/bff/calls/connections/patient-call.ts";
import { writeAnswerHead } from "#server/bff/calls/headers/answer-head.ts";
import type { AttachedToken } from "#server/bff/calls/tokens/attached-tokens.ts";
import type { AppError } from "#server/errors/app-error.ts";
import { breakOff } from "#server/http/break-off.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { ApiRoute } from "./api-table.ts";
import type { Call, CallSupport } from "./call.ts";
import { RefusedToken } from "./refused-token.ts";
import { isDroppedConnection, upstreamError } from "./upstream-error-policy.ts";
import { isRepeatable, isSafe, type RequestBodyToSend, upstreamRequest } from "./upstream-request.ts";

/**
 * One call on its way: undici's handler and the answer's writer in one object, so that a chunk passes through a single
 * function from the API's socket to the browser's.
 *
 * Cost:  two arrays of headers, one listener; no promise, no stream object, no copy of a body chunk.
 * Races: a client that goes away aborts the API's connection; an API that breaks off, the client's; the session's end, both.
 */
export class ForwardedCall extends PatientCall implements Dispatcher.DispatchHandler, OpenConnection {
  readonly #call: Call;
  readonly #support: CallSupport;
  slot: number | undefined;
  /** What ended it early: the end of what allowed it, or the client that went away, so that no failure is answered. */
  #over: AppError | "client_gone" | undefined;
  /** Of the attempt whose answer counts. */
  #controller: Dispatcher.DispatchController | undefined;
  /** Of the attempt whose answer doesn't count any more. */
  #givenUp: Dispatcher.DispatchController | undefined;
  #attempt: 1 | 2 = 1;
  #body: RequestBodyToSend = null;
  #token: AttachedToken | undefined;
  /** The API's 401, while another token is looked for. */
  #refused: RefusedToken | undefined;

  constructor(call: Call, support: CallSupport) {
    super(support.openConnections);
    this.#call = call;
    this.#support = support;
    // A response that is closed already emits "close" no more.
    if (call.response.destroyed) this.#over = "client_gone";
    else support.openConnections.add(this);
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
    this.#over ??= error;
    // Also when the API's answer is whole and the client is slow to read it.
    if (this.#call.response.headersSent) breakOff(this.#call.response);
    this.#controller?.abort(error);
  }

  /** Sends the request. A `Buffer` or no body can be sent a second time, a stream can't. */
  send(token: AttachedToken | undefined, body: RequestBodyToSend): void {
    this.#body = body;
    this.#dispatch(token);
  }

  #dispatch(token: AttachedToken | undefined): void {
    if (this.#over === "client_gone") return;
    this.#token = token;
    this.#call.route.pool.dispatch(upstreamRequest(this.#call, token, this.#body), this);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#over === "client_gone") controller.abort(new Error("the client went away"));
    else if (this.#over) controller.abort(this.#over);
  }

  /** The API's time for its first byte begins, unless its answer came before the upload's end. RequestBody limits uploads. */
  onRequestSent(): void {
    if (this.#refused || this.#call.response.headersSent) return;
    this.waitFor("upstream_timeout", this.#call.route.settings.firstByteTimeoutSeconds);
  }

  onResponseStart(controller: Dispatcher.DispatchController, statusCode: number, headers: IncomingHttpHeaders): void {
    // Informational answers (RFC 9110 §15.2) are about this hop; the final one follows.
    if (statusCode < 200) this.keepWaiting();
    else if (statusCode === 401 && this.#token && this.#mayRepeat()) {
      this.#refused = new RefusedToken(controller, statusCode, headers, this.#token);
      this.stopWaiting();
      void this.#afterRefusal(this.#refused);
    } else {
      this.#writeHead(statusCode, headers);
      this.#waitForMore();
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#refused) {
      this.#refused.chunks.push(chunk);
      return;
    }
    this.keepWaiting();
    if (this.#call.response.write(chunk)) return;
    controller.pause();
    // A client that stops reading must not hold the API's connection for ever.
    this.waitFor("request_timeout", this.#call.route.settings.idleTimeoutSeconds);
    this.#call.response.once("drain", () => {
      this.#waitForMore();
      controller.resume();
    });
  }

  /** Trailers are dropped: no browser shows them to a page. */
  onResponseEnd(): void {
    this.stopWaiting();
    if (this.#refused) this.#refused.ended = true;
    else this.#endAnswer();
  }

  onResponseError(controller: Dispatcher.DispatchController | null, error: Error): void {
    if (controller && controller === this.#givenUp) return;
    this.stopWaiting();
    if (this.#over === "client_gone") return;
    const { request, response, route } = this.#call;
    if (this.#refused && !this.#over) this.#refused.error = error;
    // Broken off, not ended: the client must not take half an answer for a whole one.
    else if (response.headersSent) breakOff(response);
    else if (isSafe(request.method) && this.#mayRepeat() && !this.#over && isDroppedConnection(error)) {
      this.#attempt = 2;
      this.#dispatch(this.#token);
    } else this.#support.fail(this.#call, upstreamError(error, route.name));
  }

  #writeHead(statusCode: number, headers: IncomingHttpHeaders): void {
    writeAnswerHead(this.#call, statusCode, headers, !this.#call.request.complete && !isRepeatable(this.#body));
  }

  /** The token is renewed once, and the call repeated once. */
  async #afterRefusal(refused: RefusedToken): Promise<void> {
    const { response, route } = this.#call;
    const found = await refused.replace(this.#call, this.#support);
    if (found) this.#giveUp(refused.controller);
    // What ended meanwhile has its answer.
    if (this.#over === "client_gone" || response.headersSent) return;
    if (found instanceof Error) {
      this.#support.fail(this.#call, upstreamError(found, route.name));
      return;
    }
    this.#refused = undefined;
    if (found) {
      this.#attempt = 2;
      this.#dispatch(found);
      return;
    }
    this.#writeHead(refused.statusCode, refused.headers);
    for (const chunk of refused.chunks) response.write(chunk);
    if (refused.ended) this.#endAnswer();
    else {
      this.#waitForMore();
      refused.controller.resume();
    }
  }

  #mayRepeat(): boolean {
    return this.#attempt === 1 && isRepeatable(this.#body);
  }

  /** The API's answer is whole; a client that doesn't read the rest of it must not keep it here. */
  #endAnswer(): void {
    this.#call.response.end();
    this.waitFor("request_timeout", this.#call.route.settings.idleTimeoutSeconds);
  }

  #giveUp(controller: Dispatcher.DispatchController): void {
    this.#givenUp = controller;
    this.#controller = undefined;
    controller.abort(new Error("its answer isn't needed"));
  }

  #waitForMore(): void {
    this.waitFor("upstream_timeout", this.#call.route.settings.idleTimeoutSeconds);
  }

  protected override onWaitedTooLong(error: AppError): void {
    if (this.#call.response.writableEnded) breakOff(this.#call.response);
    else this.#controller?.abort(error);
  }

  #onClientClose(): void {
    this.#support.openConnections.delete(this);
    if (this.#call.response.writableFinished) return;
    this.#over = "client_gone";
    this.#controller?.abort(new Error("the client went away"));
  }
}
