import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import type { AttachedToken } from "#server/bff/calls/tokens/attached-tokens.ts";
import { toAppError } from "#server/http/problem.ts";
import type { Call, CallSupport } from "./call.ts";

/** An API's 401 to a token that looked fresh, held until it is known whether there is another token. */
export class RefusedToken {
  readonly controller: Dispatcher.DispatchController;
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  readonly token: AttachedToken;
  /** An API that closes the connection sends all of the body in spite of the pause. */
  readonly chunks: Buffer[] = [];
  /** Whether `chunks` is the whole body. */
  ended = false;
  /** Why the rest of the body won't come. */
  error: Error | undefined;

  /** Decided by the head: the body may be long, or never end. */
  constructor(
    controller: Dispatcher.DispatchController,
    statusCode: number,
    headers: IncomingHttpHeaders,
    token: AttachedToken,
  ) {
    this.controller = controller;
    this.statusCode = statusCode;
    this.headers = headers;
    this.token = token;
    controller.pause();
  }

  /** Another token; `undefined` when this 401 is the answer; what failed: the token's source, or the API's answer that broke off. */
  async replace(call: Call, support: Pick<CallSupport, "replaceToken">): Promise<AttachedToken | Error | undefined> {
    try {
      return (await support.replaceToken(call, this.token)) ?? this.error;
    } catch (error) {
      return toAppError(error);
    }
  }
}
