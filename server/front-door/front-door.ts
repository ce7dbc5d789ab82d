import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Catalog } from "#server/catalog/catalog.ts";
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
import { errorPath } from "#server/front-door/pages/page-room.ts";
import { createPageHeaders } from "#server/front-door/pages/security-headers.ts";
import { letFormLeadTo } from "#server/http/let-form-lead-to.ts";
import { loggedPath } from "#server/http/log/logged-path.ts";
import type { Logger } from "#server/http/log/logger.ts";
import { noteRefusal } from "#server/http/note-refusal.ts";
import { sendProblem, toAppError } from "#server/http/problem.ts";
import { type RequestContext, runInRequestContext, runUntilReturn } from "#server/http/request-context.ts";
import { targetPath } from "#server/http/request-target.ts";
import type { RateLimiter } from "#server/rate-limits/rate-limiter.ts";
import { findRoute } from "#server/routes/find-route.ts";
import type { Route } from "#server/routes/route.ts";
import type { AnswerAddress, HotRoom, Room, RoomOf, UpgradeHandler } from "./room.ts";

export interface FrontDoorDeps {
  settings: Settings;
  catalog: Pick<Catalog, "providers" | "refresh">;
  log: Logger;
  hot?: HotRoom;
  roomOf: RoomOf;
  upgrade: UpgradeHandler;
  /** Where the page at this target leads once it is answered, if to an app; asked where the route says that it may (`leadsTo`). */
  answerAddress?: AnswerAddress;
  rateLimiter: RateLimiter;
  /** Remembers why a request is refused. */
  onRefused?: RequestContext["onRefused"];
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
  const { settings, log, hot, roomOf, upgrade, rateLimiter, onRefused, development, headTimeoutMs = 15_000 } = deps;
  const publicUrl = new URL(settings.publicUrl);
  const addressOf = createClientAddress(settings.trustedProxies, (proxy) =>
    log.warn(
      "X-Forwarded-For comes from a neighbour that is not in the setting trustedProxies: all behind it count as one",
      {
        address: proxy,
      },
    ),
  );
  const pageHeaders = createPageHeaders(settings, deps.catalog, development);
  const doubledCookies = createDoubledCookieGuard(settings);

  async function admit(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    { route, room }: { route: Route; room: Room },
    { requestId, clientAddress }: RequestContext,
  ): Promise<void> {
    // In the turn in which the request came, so before any promise.
    const formIsModest = watchForm(request);
    response.setHeader("x-request-id", requestId);
    requirePlainPath(path);
    sanitizeRequest(request, publicUrl, clientAddress);
    keepOwnCookies(request);
    try {
      await readCatalog(route);
    } catch (error) {
      // A page says itself that the database is away: at its own address, and with the way back to a form.
      if (room.kind !== "page" || toAppError(error).code !== "database_unavailable") throw error;
    } finally {
      pageHeaders.apply(request, response, route);
    }
    requireModestBody(request, route);
    if (room.kind === "page") requireSameSite(request, path, { route, origin: settings.origin });
    const { rateLimits: limits } = settings;
    const call = { route, clientAddress, limiter: rateLimiter };
    await requireWithinLimit(request, response, { ...call, limits });
    await requireStoredBudget(request, response, { ...call, tokenPerMinute: limits.tokenPerMinute });
    await formIsModest();
    if (route.leadsTo === undefined) return;
    // When the store fails, the page itself says so.
    const address = await deps.answerAddress?.(route.leadsTo, request.url ?? "").catch(() => undefined);
    if (address) letFormLeadTo(response, address);
  }

  /** What changed in the catalog; files, the error page and the health checks do without. */
  function readCatalog({ cacheable, path, room }: Route): Promise<void> | undefined {
    if (cacheable || path === errorPath || room === "healthz" || room === "readyz") return undefined;
    return deps.catalog.refresh();
  }

  async function answer(request: IncomingMessage, response: ServerResponse, context: RequestContext): Promise<void> {
    const path = pathOf(request);
    if (path === undefined) throw new AppError("request_invalid", { detail: "request target is not a path" });
    const route = findRoute(path);
    const room = roomOf(route, path, request);
    limitBodyTime(request);
    if (doubledCookies.refuses(request, response, context.requestId)) return;
    try {
      if (room.kind === "own") await readCatalog(route);
      else await admit(request, response, path, { route, room }, context);
      await room.handle(request, response);
    } catch (error) {
      room.onRefused?.(request, response);
      throw error;
    }
  }

  const server = createServer({
    // Slow-loris: a head must arrive in time. Bodies may take long (uploads); the code that reads one limits it.
    headersTimeout: headTimeoutMs,
    requestTimeout: 0,
    keepAliveTimeout: 65_000,
    connectionsCheckingInterval: headTimeoutMs / 3,
    shouldUpgradeCallback: isWebSocketUpgrade,
  });

  const contextOf = (request: IncomingMessage): RequestContext => ({
    requestId: randomUUID(),
    clientAddress: addressOf(request),
    userAgent: request.headers["user-agent"],
    request,
    onRefused,
  });

  function receive(request: IncomingMessage, response: ServerResponse): void {
    const context = contextOf(request);
    try {
      requireModestQuery(request.url ?? "");
    } catch (error) {
      refuseInContext(request, response, context, error);
      return;
    }
    // The hot path first, without a promise: the BFF catches its own errors.
    if (hot?.matches(request.url ?? "")) {
      // The BFF reads only what has the prefix `__Host-` on https, and that can't be planted.
      if (!settings.secure && doubledCookies.refuses(request, response, context.requestId)) return;
      const call = () => runUntilReturn(context, () => hot.handle(request, response));
      const reading = deps.catalog.refresh();
      const refuseCall = (error: unknown) =>
        hot.refuse
          ? runInRequestContext(context, () => hot.refuse?.(request, response, toAppError(error)))
          : refuseInContext(request, response, context, error);
      if (reading) reading.then(call, refuseCall);
      else call();
      return;
    }
    runInRequestContext(context, () => {
      answer(request, response, context).catch((error: unknown) => refuse(request, response, context, error));
    });
  }
  server.on("request", receive);
  server.on("clientError", createBrokenHeadAnswer(settings));
  // Node would answer "100 Continue" before any check; the BFF answers it itself, after its checks.
  server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
    if (!hot?.matches(request.url ?? "")) response.writeContinue();
    receive(request, response);
  });

  server.on("upgrade", (request, socket, head) => {
    const context = contextOf(request);
    runInRequestContext(context, async () => {
      socket.on("error", () => socket.destroy());
      try {
        requireModestQuery(request.url ?? "");
        await deps.catalog.refresh();
        await upgrade(request, socket, head);
      } catch (error) {
        if (error instanceof AppError) {
          noteRefusal(error);
          refuseUpgrade(socket, error);
        } else {
          log.error("upgrade failed", { error });
          socket.destroy();
        }
      }
    });
  });

  const refuseInContext: typeof refuse = (request, response, context, error) =>
    runInRequestContext(context, () => refuse(request, response, context, error));

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
    noteRefusal(error);
    const wantsPage = request.headers.accept?.includes("text/html") && !response.headersSent;
    // The error page, when it is refused itself, would lead to itself.
    if (wantsPage && pathOf(request) !== errorPath) {
      response.writeHead(303, { location: `/error?code=${error.code}&ref=${requestId}` }).end();
      return;
    }
    sendProblem(response, error, { headers: { "x-request-id": requestId } });
  }

  return server;
}

/** The path without query; `undefined` for absolute-form and other targets that are no path (RFC 9112 §3.2). */
function pathOf(request: IncomingMessage): string | undefined {
  return request.url?.startsWith("/") ? targetPath(request.url) : undefined;
}
