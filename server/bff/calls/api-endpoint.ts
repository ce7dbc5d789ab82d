import type { IncomingMessage, ServerResponse } from "node:http";
import type { OpenConnections } from "#server/bff/calls/connections/open-connections.ts";
import { type AttachedToken, type AttachedTokens, holderOf } from "#server/bff/calls/tokens/attached-tokens.ts";
import type { CallGate } from "#server/bff/gate/call-gate.ts";
import { AppError } from "#server/errors/app-error.ts";
import { toAppError } from "#server/http/problem.ts";
import { currentRequestContext, keepRequestContext, runInRequestContext } from "#server/http/request-context.ts";
import { type RateDecision, rateLimitHeaders } from "#server/rate-limits/rate-limiter.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { SessionVault } from "#server/sessions/session-vault.ts";
import type { CallLimits } from "./call-limits.ts";
import { type CallSupport, ForwardedCall } from "./forwarded-call.ts";
import { pathRefused, readTarget } from "./refused-path.ts";
import { type BodyLimits, bodyKindOf, RequestBody, readSmallBody, sayContinue } from "./request-body.ts";
import type { ApiRoute, RouteTable } from "./route-table.ts";
import { upstreamTarget } from "./upstream-target.ts";

export interface ApiEndpointDeps {
  table: RouteTable;
  gate: CallGate;
  vault: Pick<SessionVault, "authenticateCached" | "authenticate">;
  tokens: AttachedTokens;
  openConnections: OpenConnections;
  limits: CallLimits;
  forwardedBy: (route: ApiRoute) => readonly string[];
}

interface Arrived {
  request: IncomingMessage;
  response: ServerResponse;
  route: ApiRoute;
  upstreamTarget: string;
}

/**
 * `ANY /bff/api/{name}/…`
 *
 * Cost of a call by somebody known, measured parts of a microsecond each: one regular expression (path), two string
 * compares (CSRF), one look-up each for route, method, session and token. No promise, no database, no unsealing. Only
 * what is not at hand (a new cookie, a token near its expiry, a body, a shared rate limit) takes the asynchronous way.
 */
export function createApiEndpoint(deps: ApiEndpointDeps) {
  const { table, gate, vault, tokens, limits, forwardedBy } = deps;

  const support: CallSupport = {
    openConnections: deps.openConnections,
    // A kept-open connection's events run in the context of the call that opened it.
    fail: (call, error) => runInRequestContext(call.context, () => fail(call, error, call.answerHeaders)),
    replaceToken: ({ route, session, context }, refused) =>
      runInRequestContext(context, () => tokens.replace(route, holderOf(route, session), refused)),
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
      gate.refuse(request, response, new AppError("method_not_allowed"), { allow: route.allow });
      return;
    }
    const arrived = { request, response, route, upstreamTarget: upstreamTarget(route, path) };
    const session = sessionOf(arrived);
    if (session === undefined) void keepRequestContext(() => withSession(arrived));
    else afterSession(arrived, session);
  }

  /** Routes that never look at the person don't look at the cookie either. */
  function sessionOf({ request, route }: Arrived): LiveSession | null | undefined {
    const anonymous = route.tokenKind === "none" || route.tokenKind === "client";
    if (anonymous && limits.of(route) === undefined) return null;
    return vault.authenticateCached(request.headers.cookie);
  }

  async function withSession(arrived: Arrived): Promise<void> {
    try {
      afterSession(arrived, await vault.authenticate(arrived.request.headers.cookie));
    } catch (error) {
      fail(arrived, toAppError(error));
    }
  }

  function afterSession(arrived: Arrived, session: LiveSession | null): void {
    const { route } = arrived;
    if (session === null && route.sessionRequired) {
      fail(arrived, new AppError("session_required"));
      return;
    }
    const decision = limits.take(route, session);
    if (!(decision instanceof Promise)) afterRateLimit(arrived, session, decision);
    else void keepRequestContext(() => afterSharedLimit(arrived, session, decision));
  }

  async function afterSharedLimit(arrived: Arrived, session: LiveSession | null, decision: Promise<RateDecision>) {
    try {
      const rate = await decision;
      // It may have ended while the shared limit was asked.
      const still = session && (await vault.authenticate(arrived.request.headers.cookie));
      if (still === null && arrived.route.sessionRequired) throw new AppError("session_required");
      afterRateLimit(arrived, still, rate);
    } catch (error) {
      fail(arrived, toAppError(error));
    }
  }

  function afterRateLimit(arrived: Arrived, session: LiveSession | null, rate: RateDecision | undefined): void {
    const { request, route } = arrived;
    const answerHeaders = answerHeadersOf(request, rate);
    if (rate && !rate.allowed) {
      const error = new AppError("rate_limited", { facts: { retryAfterSeconds: rate.resetSeconds } });
      fail(arrived, error, answerHeaders);
      return;
    }
    const body = bodyKindOf(request.headers, route.settings.maxRequestBytes);
    // Before a token is asked for: nobody would wait for it, nor hear of its failure.
    if (body === "too_large" || body === "coded") {
      fail(arrived, new AppError(body === "too_large" ? "request_too_large" : "request_invalid"), answerHeaders);
      return;
    }
    const { response, upstreamTarget } = arrived;
    const context = currentRequestContext();
    const call = new ForwardedCall(
      { request, response, route, session, context, upstreamTarget, forwardedBy: forwardedBy(route), answerHeaders },
      support,
    );
    const token = tokenFor(route, session);
    if (body === "none" && !(token instanceof Promise)) call.send(token, null);
    else void keepRequestContext(() => sendWhenReady(arrived, call, body, token, answerHeaders));
  }

  async function sendWhenReady(
    arrived: Arrived,
    call: ForwardedCall,
    kind: "none" | "small" | "streamed",
    token: AttachedToken | undefined | Promise<AttachedToken | undefined>,
    answerHeaders: readonly string[],
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
      if (!response.destroyed) fail(arrived, toAppError(error), answerHeaders);
    }
  }

  function tokenFor(
    route: ApiRoute,
    session: LiveSession | null,
  ): AttachedToken | undefined | Promise<AttachedToken | undefined> {
    if (route.tokenKind === "none" || (route.tokenKind === "user_or_none" && session === null)) return undefined;
    const holder = holderOf(route, session);
    return tokens.cached(route, holder) ?? keepRequestContext(() => tokens.obtain(route, holder));
  }

  function answerHeadersOf(request: IncomingMessage, rate: RateDecision | undefined): string[] {
    const headers = gate.ownHeaders.forApiAnswer();
    const crossOrigin = gate.crossOriginHeaders(request);
    if (crossOrigin) headers.push(...crossOrigin);
    if (rate) headers.push(...rateLimitHeaders(rate));
    return headers;
  }

  function fail(arrived: Arrived, error: AppError, headers?: readonly string[]): void {
    const { request, response, route } = arrived;
    gate.refuse(request, response, error, { headers, providerId: route.providerId, scopes: route.settings.scopes });
  }

  return { handle };
}
