import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Settings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import { createBrokenHeadAnswer } from "#server/front-door/admission/answer-broken-head.ts";
import { createClientAddress } from "#server/front-door/admission/client-address.ts";
import { isWebSocketUpgrade } from "#server/front-door/admission/is-web-socket-upgrade.ts";
import { keepOwnCookies } from "#server/front-door/admission/keep-own-cookies.ts";
import { limitBodyTime } from "#server/front-door/admission/limit-body-time.ts";
import { requireWithinLimit } from "#server/front-door/admission/rate-limits.ts";
import { createDoubledCookieGuard } from "#server/front-door/admission/refuse-doubled-cookies.ts";
import { refuseUpgrade } from "#server/front-door/admission/refuse-upgrade.ts";
import { requireModestBody } from "#server/front-door/admission/require-modest-body.ts";
import { requireModestQuery } from "#server/front-door/admission/require-modest-query.ts";
import { requirePlainPath } from "#server/front-door/admission/require-plain-path.ts";
import { requireSameSite } from "#server/front-door/admission/require-same-site.ts";
import { requireStoredBudget } from "#server/front-door/admission/require-stored-budget.ts";
import { sanitizeRequest } from "#server/front-door/admission/sanitize-request.ts";
import { watchForm } from "#server/front-door/admission/watch-form.ts";
import { setErrorPageStatus } from "#server/front-door/pages/error-page-status.ts";
import { letPageFrame } from "#server/front-door/pages/frames-of-page.ts";
import { createPageHeaders } from "#server/front-door/pages/security-headers.ts";
import { letFormLeadTo } from "#server/http/let-form-lead-to.ts";
import { loggedPath } from "#server/http/logged-path.ts";
import type { Logger } from "#server/http/logger.ts";
import { sendProblem, toAppError } from "#server/http/problem.ts";
import { type RequestContext, runInRequestContext, runUntilReturn } from "#server/http/request-context.ts";
import type { RateLimiter } from "#server/rate-limits/rate-limiter.ts";

export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void | Promise<void>;

/** A path's owner; the first that matches answers. */
export interface Route {
  matches(path: string, request: IncomingMessage): boolean;
  handle: Handler;
  /** Prepares a refusal that this room doesn't write itself, such as the rate limit's: adds headers, asks for JSON by Accept. */
  onRefused?(request: IncomingMessage, response: ServerResponse): void;
  /** own: sets its own headers and checks (the BFF). protocol: OAuth endpoints. page: everything people see. */
  kind: "own" | "protocol" | "page";
}

export interface FrontDoorDeps {
  settings: Settings;
  log: Logger;
  /**
   * The BFF's API calls, asked before anything else: `matches` gets the whole target, and `handle` must not throw. It has
   * its request context until it returns (`runUntilReturn`).
   */
  hot?: Route;
  routes: readonly Route[];
  upgrade: UpgradeHandler;
  /** Where the page at this target leads once it is answered, if to an app. */
  answerAddress?: (target: string) => Promise<string | undefined>;
  /** Addresses of apps that the page at this target shows in frames. */
  framesOf?: (target: string) => Promise<readonly string[]>;
  rateLimiter: RateLimiter;
  development: boolean;
  /** How long a request's head may take. */
  headTimeoutMs?: number;
}

/**
 * The one HTTP server: gives every request its id, context and headers, and hands it to the room that owns the path.
 *
 * Cost on the BFF's path: a UUID, an async context and two string comparisons.
 */
export function createFrontDoor(deps: FrontDoorDeps): Server {
  const { settings, log, hot, routes, upgrade, rateLimiter, development, headTimeoutMs = 15_000 } = deps;
  const publicUrl = new URL(settings.publicUrl);
  const addressOf = createClientAddress(settings.trustedProxies, (proxy) =>
    log.warn(
      "X-Forwarded-For comes from a neighbour that is not in the setting trustedProxies: all behind it count as one",
      {
        address: proxy,
      },
    ),
  );
  const pageHeaders = createPageHeaders(settings, development);
  const doubledCookies = createDoubledCookieGuard(settings);

  async function admit(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    route: Route,
    { requestId, clientAddress }: RequestContext,
  ): Promise<void> {
    const formIsModest = watchForm(request);
    response.setHeader("x-request-id", requestId);
    requirePlainPath(path);
    sanitizeRequest(request, publicUrl, clientAddress);
    keepOwnCookies(request);
    pageHeaders.apply(request, response, path);
    setErrorPageStatus(request, response, path);
    requireModestBody(request, path);
    if (route.kind === "page") requireSameSite(request, path, settings.origin);
    const { rateLimits: limits } = settings;
    const call = { path, clientAddress, limiter: rateLimiter };
    await requireWithinLimit(request, response, { ...call, limits });
    await requireStoredBudget(request, response, { ...call, tokenPerMinute: limits.tokenPerMinute });
    await formIsModest();
    // A store that fails is the page's own to tell.
    const address = await deps.answerAddress?.(request.url ?? "").catch(() => undefined);
    if (address) letFormLeadTo(response, address);
    if (path === "/sign-out") letPageFrame(response, (await deps.framesOf?.(request.url ?? "").catch(() => [])) ?? []);
  }

  async function answer(request: IncomingMessage, response: ServerResponse, context: RequestContext): Promise<void> {
    const path = pathOf(request);
    const route = path === undefined ? undefined : routes.find((candidate) => candidate.matches(path, request));
    if (path === undefined || !route) throw new AppError("request_invalid", { detail: "request target is not a path" });
    limitBodyTime(request);
    if (doubledCookies.refuses(request, response, context.requestId)) return;
    try {
      if (route.kind !== "own") await admit(request, response, path, route, context);
      await route.handle(request, response);
    } catch (error) {
      route.onRefused?.(request, response);
      throw error;
    }
  }

  const server = createServer({
    // Slow-loris: a head must arrive in time. Bodies may take long (uploads); whoever reads one watches it.
    headersTimeout: headTimeoutMs,
    requestTimeout: 0,
    keepAliveTimeout: 65_000,
    connectionsCheckingInterval: headTimeoutMs / 3,
    shouldUpgradeCallback: isWebSocketUpgrade,
  });

  function receive(request: IncomingMessage, response: ServerResponse): void {
    const clientAddress = addressOf(request);
    const context = { requestId: randomUUID(), clientAddress, userAgent: request.headers["user-agent"] };
    try {
      requireModestQuery(request.url ?? "");
    } catch (error) {
      runInRequestContext(context, () => refuse(request, response, context, error));
      return;
    }
    // The hot path first, without a promise: the BFF catches its own errors.
    if (hot?.matches(request.url ?? "", request)) {
      // The BFF reads only what has the prefix `__Host-` on https, and that can't be planted.
      if (!settings.secure && doubledCookies.refuses(request, response, context.requestId)) return;
      runUntilReturn(context, () => void hot.handle(request, response));
      return;
    }
    runInRequestContext(context, () => {
      answer(request, response, context).catch((error: unknown) => refuse(request, response, context, error));
    });
  }
  server.on("request", receive);
  server.on("clientError", createBrokenHeadAnswer(settings));
  // Node would say "100 Continue" before anybody has looked; the BFF says it itself, after its checks.
  server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
    if (!hot?.matches(request.url ?? "", request)) response.writeContinue();
    receive(request, response);
  });

  server.on("upgrade", (request, socket, head) => {
    const context = {
      requestId: randomUUID(),
      clientAddress: addressOf(request),
      userAgent: request.headers["user-agent"],
    };
    runInRequestContext(context, async () => {
      socket.on("error", () => socket.destroy());
      try {
        requireModestQuery(request.url ?? "");
        await upgrade(request, socket, head);
      } catch (error) {
        if (error instanceof AppError) refuseUpgrade(socket, error);
        else {
          log.error("upgrade failed", { error });
          socket.destroy();
        }
      }
    });
  });

  function refuse(
    request: IncomingMessage,
    response: ServerResponse,
    { requestId }: RequestContext,
    thrown: unknown,
  ): void {
    const error = toAppError(thrown);
    if (error.code === "internal_error")
      log.error("request failed", { error: thrown, path: loggedPath(pathOf(request)) });
    else log.info("request refused", { code: error.code, path: loggedPath(pathOf(request)) });
    const wantsPage = request.headers.accept?.includes("text/html") && !response.headersSent;
    // The error page, when it is refused itself, would lead to itself.
    if (wantsPage && pathOf(request) !== "/error") {
      response.writeHead(303, { location: `/error?code=${error.code}&ref=${requestId}` }).end();
      return;
    }
    sendProblem(response, error, { headers: { "x-request-id": requestId } });
  }

  return server;
}

/** The path without query; `undefined` for absolute-form and other targets that are no path (RFC 9112 §3.2). */
function pathOf(request: IncomingMessage): string | undefined {
  const target = request.url ?? "";
  if (!target.startsWith("/")) return undefined;
  const end = target.indexOf("?");
  return end === -1 ? target : target.slice(0, end);
}
