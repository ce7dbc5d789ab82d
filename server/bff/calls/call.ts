import type { IncomingMessage, ServerResponse } from "node:http";
import type { OpenConnections } from "#server/bff/calls/connections/open-connections.ts";
import type { AttachedToken } from "#server/bff/calls/tokens/attached-tokens.ts";
import type { AppError } from "#server/errors/app-error.ts";
import type { RequestContext } from "#server/http/request-context.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { ApiRoute } from "./api-table.ts";

/** All that one call to an API needs. Whether it may be sent is decided before it is forwarded. */
export interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly route: ApiRoute;
  /** Path and query as the API gets them. */
  readonly upstreamTarget: string;
  readonly session: LiveSession | null;
  readonly context: RequestContext | undefined;
  /** Flat pairs that describe the forwarding server: X-Forwarded-*, X-Request-Id. */
  readonly forwardedBy: readonly string[];
  /** Flat pairs that every answer carries: request id, CORS, rate limit; `undefined` until the rate limit is known. */
  readonly answerHeaders: readonly string[] | undefined;
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
