import type { IncomingMessage, ServerResponse } from "node:http";
import type { OpenConnections } from "#server/bff/calls/connections/open-connections.ts";
import type { AttachedToken } from "#server/bff/calls/tokens/attached-tokens.ts";
import type { CallGate } from "#server/bff/gate/call-gate.ts";
import { AppError } from "#server/errors/app-error.ts";
import { toAppError } from "#server/http/problem.ts";
import { currentRequestContext, keepRequestContext, runInRequestContext } from "#server/http/request-context.ts";
import { type RateDecision, rateLimitHeaders } from "#server/rate-limits/rate-limiter.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { ApiRoute, ApiTable } from "./api-table.ts";
import type { Call, CallSupport } from "./call.ts";
import type { CallAdmission } from "./call-admission.ts";
import { ForwardedCall } from "./forwarded-call.ts";
import { methodRefused } from "./refused-method.ts";
import { pathRefused, readTarget } from "./refused-path.ts";
import { type BodyLimits, bodyKindOf, RequestBody, readSmallBody, sayContinue } from "./request-body.ts";
import { upstreamTarget } from "./upstream-target.ts";

export interface ApiEndpointDeps {
  table: ApiTable;
  gate: CallGate;
  admission: CallAdmission;
  openConnections: OpenConnections;
  forwardedBy: (route: ApiRoute) => readonly string[];
}

/** A call on its way to being forwarded: what is found out about it is written down here. */
type Arrived = { -readonly [Key in keyof Call]: Call[Key] };

/**
 * `ANY /bff/api/{name}/…`
 *
 * Cost of a call with a known session, measured parts of a microsecond each: one regular expression (path), two string
 * compares (CSRF), one look-up each for route, method, session and token. No promise, no database, no unsealing. Only
 * what is not at hand (a new cookie, a token near its expiry, a body, a shared rate limit) takes the asynchronous way.
 */
export function createApiEndpoint(deps: ApiEndpointDeps) {
  const { table, gate, admission, forwardedBy } = deps;

  const support: CallSupport = {
    openConnections: deps.openConnections,
    // A kept-open connection's events run in the context of the call that opened it.
    fail: (call, error) => runInRequestContext(call.context, () => fail(call, error)),
    replaceToken: ({ route, session, context }, refused) =>
      runInRequestContext(context, () => admission.replaceToken(route, session, refused)),
  };

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const path = readTarget(table, request.url);
    const route = path && !("rule" in path) ? table.match(path) : undefined;
    if (!gate.admit(request, response, route)) return;
    if (path && "rule" in path) {
      gate.recordRefusal("ambiguous_path", { rule: path.rule });
      gate.refuse(request, response, pathRefused(path));
      return;
    }
    if (!path || !route) {
      gate.refuse(request, response, new AppError("route_not_found"));
      return;
    }
    if (!route.methods.has(request.method ?? "")) {
      gate.refuse(request, response, methodRefused(route, request.method), { allow: route.allow });
      return;
    }
    const arrived: Arrived = {
      request,
      response,
      route,
      upstreamTarget: upstreamTarget(route, path),
      session: null,
      context: undefined,
      forwardedBy: [],
      answerHeaders: undefined,
    };
    const session = admission.sessionAtHand(route, request.headers.cookie);
    if (session === undefined) void keepRequestContext(() => withSession(arrived));
    else afterSession(arrived, session);
  }

  async function withSession(arrived: Arrived): Promise<void> {
    try {
      afterSession(arrived, await admission.session(arrived.request.headers.cookie));
    } catch (error) {
      fail(arrived, toAppError(error));
    }
  }

  function afterSession(arrived: Arrived, session: LiveSession | null): void {
    arrived.session = session;
    const refusal = admission.refusal(arrived.route, session);
    if (refusal) {
      fail(arrived, refusal);
      return;
    }
    const decision = admission.count(arrived.route, session);
    if (!(decision instanceof Promise)) afterRateLimit(arrived, decision);
    else void keepRequestContext(() => afterSharedLimit(arrived, decision));
  }

  async function afterSharedLimit(arrived: Arrived, decision: Promise<RateDecision>): Promise<void> {
    try {
      const rate = await decision;
      // It may have ended while the shared limit was asked.
      arrived.session &&= await admission.session(arrived.request.headers.cookie);
      afterRateLimit(arrived, rate);
    } catch (error) {
      fail(arrived, toAppError(error));
    }
  }

  function afterRateLimit(arrived: Arrived, rate: RateDecision | undefined): void {
    const { request, route, session } = arrived;
    const refusal = admission.refusal(route, session, rate);
    // Answers about the session don't say how much of the limit is left.
    if (refusal?.code !== "session_required") arrived.answerHeaders = answerHeadersOf(request, rate);
    if (refusal) {
      fail(arrived, refusal);
      return;
    }
    const body = bodyKindOf(request.headers, route.settings.maxRequestBytes);
    // Before a token is asked for: nothing would wait for it or handle its failure.
    if (body === "too_large" || body === "coded") {
      fail(arrived, new AppError(body === "too_large" ? "request_too_large" : "request_invalid"));
      return;
    }
    arrived.context = currentRequestContext();
    arrived.forwardedBy = forwardedBy(route);
    const call = new ForwardedCall(arrived, support);
    const token = admission.token(route, session);
    if (body === "none" && !(token instanceof Promise)) call.send(token, null);
    else void keepRequestContext(() => sendWhenReady(arrived, call, body, token));
  }

  async function sendWhenReady(
    arrived: Arrived,
    call: ForwardedCall,
    kind: "none" | "small" | "streamed",
    token: AttachedToken | undefined | Promise<AttachedToken | undefined>,
  ): Promise<void> {
    const { request, response, route } = arrived;
    try {
      const ready = token instanceof Promise ? await token : token;
      if (kind !== "none") sayContinue(request, response);
      const bodyLimits: BodyLimits = {
        maxBytes: route.settings.maxRequestBytes,
        idleTimeoutSeconds: route.settings.idleTimeoutSeconds,
      };
      if (kind === "none") call.send(ready, null);
      else if (kind === "small") call.send(ready, await readSmallBody(request, bodyLimits));
      else call.send(ready, new RequestBody(request, bodyLimits, "streamed"));
    } catch (error) {
      if (!response.destroyed) fail(arrived, toAppError(error));
    }
  }

  function answerHeadersOf(request: IncomingMessage, rate: RateDecision | undefined): string[] {
    const headers = gate.ownHeaders.forApiAnswer();
    const crossOrigin = gate.crossOriginHeaders(request);
    if (crossOrigin) headers.push(...crossOrigin);
    if (rate) headers.push(...rateLimitHeaders(rate));
    return headers;
  }

  function fail({ request, response, route, answerHeaders: headers }: Call, error: AppError): void {
    gate.refuse(request, response, error, { headers, providerId: route.providerId, scopes: route.settings.scopes });
  }

  return { handle };
}
