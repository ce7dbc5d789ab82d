import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { createApiEndpoint } from "#server/bff/calls/api-endpoint.ts";
import { type ApiTable, compileApiTable } from "#server/bff/calls/api-table.ts";
import { type BffDryRun, createBffDryRun } from "#server/bff/calls/bff-dry-run.ts";
import { CallAdmission } from "#server/bff/calls/call-admission.ts";
import { createCallLimits } from "#server/bff/calls/call-limits.ts";
import { OpenConnections } from "#server/bff/calls/connections/open-connections.ts";
import { createForwardedBy } from "#server/bff/calls/headers/forwarded-by.ts";
import { AttachedTokens } from "#server/bff/calls/tokens/attached-tokens.ts";
import { createClientCredentials } from "#server/bff/calls/tokens/client-credentials.ts";
import { createBackchannelEndpoint } from "#server/bff/endpoints/backchannel-endpoint.ts";
import { describeBff } from "#server/bff/endpoints/diagnostics.ts";
import { createLoginEndpoint } from "#server/bff/endpoints/login-endpoint.ts";
import { createLogoutEndpoint } from "#server/bff/endpoints/logout-endpoint.ts";
import { createReturnEndpoint } from "#server/bff/endpoints/return-endpoint.ts";
import { startSignInUrl } from "#server/bff/endpoints/start-sign-in-url.ts";
import { createUserEndpoint } from "#server/bff/endpoints/user-endpoint.ts";
import { answerErrorPage } from "#server/bff/gate/answer-error-page.ts";
import { hasBody } from "#server/bff/gate/answer-problem.ts";
import { CallGate } from "#server/bff/gate/call-gate.ts";
import { isPreflight } from "#server/bff/gate/cross-origin-headers.ts";
import { createWebSocketEndpoint } from "#server/bff/websockets/websocket-endpoint.ts";
import { WebSocketTunnels } from "#server/bff/websockets/websocket-tunnels.ts";
import { nowSeconds as currentSeconds } from "#server/clock.ts";
import { AppError } from "#server/errors/app-error.ts";
import { answerJson, headersObject } from "#server/http/answer-json.ts";
import { createCutClaimWarning } from "#server/http/log/cut-claim-warning.ts";
import { wantsPage } from "#server/http/navigation.ts";
import { toAppError } from "#server/http/problem.ts";
import { keepRequestContext } from "#server/http/request-context.ts";
import { targetPath, targetQuery } from "#server/http/request-target.ts";
import type { bffRoutes } from "#server/routes/own-routes.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { BffDeps } from "./bff-deps.ts";

/** Everything under `/bff/`. The front door has set the request context before it calls; it need not outlast the call. */
export interface Bff {
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Refuses a call that came while the catalog couldn't be read; a preflight needs no catalog and is answered. */
  refuse(request: IncomingMessage, response: ServerResponse, error: AppError): void;
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** At shutdown, before all else: an HTTP server waits for them, and no call ends them. */
  endWebSockets(): void;
  /** At shutdown, before connections are cut: an answer that is cut with its connection could look whole (break-off.ts). */
  breakOffCalls(): void;
  /** What would become of a call, without making it. */
  dryRun: BffDryRun;
  close(): Promise<void>;
}

/** By path, each with a row in the table of routes, and by method. */
type EndpointTable = Readonly<Partial<Record<BffPath, Readonly<Record<string, Endpoint>>>>>;
type BffPath = Exclude<(typeof bffRoutes)[number]["path"], `${string}*`>;
type Endpoint = (request: IncomingMessage, response: ServerResponse, query: URLSearchParams) => Promise<void> | void;

/**
 * Builds the BFF: a table of endpoints around the API calls.
 *
 * Errors: invalid_settings when an API can't be compiled into a route.
 */
export function createBff(deps: BffDeps): Bff {
  const { settings, vault, audit, notify, ownTokens, upstreamTokens } = deps;
  const nowSeconds = deps.nowSeconds ?? currentSeconds;
  const table = compileApiTable(settings.apis);
  const gate = new CallGate(settings, audit, deps.log);
  const tokens = new AttachedTokens({
    vault,
    ownTokens,
    upstreamTokens,
    clientCredentials: createClientCredentials(nowSeconds),
    nowSeconds,
    catalog: deps.catalog,
    notify,
  });
  const limits = createCallLimits(deps.rateLimiter, settings.rateLimits.bffPerMinute);
  const admission = new CallAdmission({ vault, tokens, limits });
  const openConnections = new OpenConnections({ vault, admission, upstreamTokens, nowSeconds, notify });
  const tunnels = new WebSocketTunnels(openConnections);
  const forwardedBy = createForwardedBy(settings.publicUrl);
  const authenticate = async (request: IncomingMessage, slide = true) =>
    vault.authenticateCached(request.headers.cookie, { slide }) ??
    (await vault.authenticate(request.headers.cookie, { slide }));

  const api = createApiEndpoint({ table, gate, admission, openConnections, forwardedBy });
  const { publicUrl } = settings;
  const webSocket = createWebSocketEndpoint({ table, gate, admission, vault, tunnels, forwardedBy, publicUrl });
  const endpoints = createEndpoints(deps, { gate, tokens, table, tunnels, openConnections, authenticate, nowSeconds });

  const byPath = new Map(Object.entries(endpoints));

  async function handleEndpoint(request: IncomingMessage, response: ServerResponse): Promise<void> {
    gate.ownHeaders.set(response);
    // Most endpoints don't read a body: without this a caller that never ends it keeps the connection for ever.
    if (hasBody(request)) response.setHeader("connection", "close");
    try {
      const methods = byPath.get(targetPath(request.url));
      if (!methods) throw new AppError("route_not_found");
      const endpoint = Object.hasOwn(methods, request.method ?? "") ? methods[request.method ?? ""] : undefined;
      if (!endpoint) {
        const allow = Object.keys(methods).join(", ");
        gate.refuse(request, response, new AppError("method_not_allowed"), { allow });
        return;
      }
      await endpoint(request, response, targetQuery(request.url));
    } catch (error) {
      if (wantsPage(request)) answerErrorPage(response, toAppError(error));
      else gate.refuse(request, response, toAppError(error));
    }
  }

  function endWebSockets(): void {
    webSocket.close();
    tunnels.close();
  }

  return {
    handle(request, response) {
      if (request.url?.startsWith("/bff/api/")) api.handle(request, response);
      else void keepRequestContext(() => handleEndpoint(request, response));
    },
    refuse(request, response, error) {
      if (isPreflight(request)) {
        if (gate.admit(request, response)) gate.refuse(request, response, error);
      } else if (wantsPage(request)) answerErrorPage(response, error);
      else gate.refuse(request, response, error);
    },
    handleUpgrade(request, socket, head) {
      void webSocket.handleUpgrade(request, socket, head);
    },
    endWebSockets,
    breakOffCalls: () => openConnections.endAllOpen(),
    dryRun: createBffDryRun(table, admission),
    async close() {
      endWebSockets();
      openConnections.close();
      tokens.close();
      await table.close();
    },
  };
}

interface Parts {
  gate: CallGate;
  tokens: AttachedTokens;
  table: ApiTable;
  tunnels: WebSocketTunnels;
  openConnections: OpenConnections;
  authenticate(request: IncomingMessage, slide?: boolean): Promise<LiveSession | null>;
  nowSeconds(): number;
}

/** The endpoints besides the API calls, by path and method. */
function createEndpoints(
  deps: BffDeps,
  { gate, tokens, table, tunnels, openConnections, authenticate, nowSeconds }: Parts,
): EndpointTable {
  const { settings, vault } = deps;
  const user = createUserEndpoint({
    authenticate,
    gate,
    rules: settings.claims.rules,
    onClaimsCut: createCutClaimWarning(deps.log ?? { warn: () => undefined }),
    nowSeconds,
  });
  const login = createLoginEndpoint({
    settings,
    catalog: deps.catalog,
    unlistedOrigins: gate.unlistedOrigins,
    authenticate,
    keptReturnPaths: deps.keptReturnPaths,
    startSignInUrl: deps.startSignInUrl ?? startSignInUrl,
  });
  const logout = createLogoutEndpoint({
    settings,
    unlistedOrigins: gate.unlistedOrigins,
    authenticate,
    signOut: deps.signOut,
    clearCookieHeader: () => vault.clearCookieHeader(),
  });
  const guarded =
    (endpoint: Endpoint): Endpoint =>
    (request, response, query) =>
      gate.admit(request, response) ? endpoint(request, response, query) : undefined;

  // The gate answers preflights; any other OPTIONS gets past it and has nothing to ask for here.
  const preflightOnly = guarded(() => {
    throw new AppError("method_not_allowed");
  });

  const diagnostics: Endpoint = async (request, response) => {
    const session = await authenticate(request, false);
    const open = { webSockets: tunnels.size, connections: openConnections.size };
    answerJson(response, describeBff(settings, table, tokens, session, open));
  };

  return {
    "/bff/login": { GET: login },
    "/bff/return": { GET: createReturnEndpoint(deps) },
    "/bff/user": { GET: guarded(user), OPTIONS: preflightOnly },
    "/bff/logout": {
      GET: logout.get,
      POST: guarded((request, response) =>
        logout.post(request, response, headersObject(gate.crossOriginHeaders(request))),
      ),
      OPTIONS: preflightOnly,
    },
    "/bff/backchannel": { POST: createBackchannelEndpoint((token) => deps.acceptLogoutToken(token)) },
    ...(settings.mode === "production" ? {} : { "/bff/diagnostics": { GET: diagnostics } }),
  };
}
