import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { ApiRoute, ApiTable } from "#server/bff/calls/api-table.ts";
import type { CallAdmission } from "#server/bff/calls/call-admission.ts";
import { pathRefused, readTarget } from "#server/bff/calls/refused-path.ts";
import type { AttachedToken } from "#server/bff/calls/tokens/attached-tokens.ts";
import { upstreamTarget } from "#server/bff/calls/upstream-target.ts";
import type { CallGate } from "#server/bff/gate/call-gate.ts";
import { isOwnOrigin } from "#server/bff/gate/call-origin-policy.ts";
import { AppError } from "#server/errors/app-error.ts";
import { resetConnection } from "#server/http/break-off.ts";
import { toAppError } from "#server/http/problem.ts";
import { type RateDecision, rateLimitHeaders } from "#server/rate-limits/rate-limiter.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { SessionVault } from "#server/sessions/session-vault.ts";
import { type HandshakeAnswer, shakeHands } from "./websocket-handshake.ts";
import { answerHead, headerLines, isWebSocketHandshake } from "./websocket-head.ts";
import { passRefusal, refuseUpgrade } from "./websocket-refusal.ts";
import type { WebSocketTunnels } from "./websocket-tunnels.ts";

export interface WebSocketEndpointDeps {
  table: ApiTable;
  gate: CallGate;
  admission: CallAdmission;
  vault: Pick<SessionVault, "isLive" | "find">;
  tunnels: WebSocketTunnels;
  forwardedBy: (route: ApiRoute) => readonly string[];
  publicUrl: string;
}

/**
 * Upgrades of `/bff/api/{name}/…` where the API allows WebSockets.
 *
 * Errors: as a call's, answered in HTTP before the upgrade. A page can't add `X-CSRF` to a handshake, but every browser
 *         sends Origin with it: without one of our own origins there is no upgrade.
 * Races:  a session that ends while the API is being reached gets no tunnel, nor does a person whom `allow` refuses by then.
 * Spec:   RFC 6455 §4, §10.2.
 */
export function createWebSocketEndpoint(deps: WebSocketEndpointDeps) {
  /** Handshakes that are under way, and refusals that the client hasn't taken yet. */
  const pending = new Set<Duplex>();

  async function admit(request: IncomingMessage, refusal: Refusal): Promise<Admitted> {
    const path = readTarget(deps.table, request.url);
    if (path && "rule" in path) throw pathRefused(path);
    const route = path && deps.table.match(path);
    if (!path || !route?.settings.websocket) throw new AppError("route_not_found");
    refusal.route = route;
    if (request.headers.origin === undefined || !isOwnOrigin(request.headers, deps.gate.origins)) {
      deps.gate.recordForeignOrigin(request);
      throw new AppError("origin_refused");
    }
    if (!isWebSocketHandshake(request.method, request.headers)) throw new AppError("request_invalid");
    const session = await sessionOf(route, request.headers.cookie);
    requireAdmitted(deps.admission.refusal(route, session));
    refusal.rate = await deps.admission.count(route, session);
    requireAdmitted(deps.admission.refusal(route, session, refusal.rate));
    return { route, session, target: upstreamTarget(route, path) };
  }

  async function sessionOf(route: ApiRoute, cookie: string | undefined): Promise<LiveSession | null> {
    const atHand = deps.admission.sessionAtHand(route, cookie);
    return atHand === undefined ? deps.admission.session(cookie) : atHand;
  }

  async function handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const stopWatching = watchForEnd(socket);
    pending.add(socket);
    socket.once("close", () => pending.delete(socket));
    const refusal: Refusal = { route: undefined, rate: undefined };
    try {
      const admitted = await admit(request, refusal);
      const token = await deps.admission.token(admitted.route, admitted.session);
      const answer = await shakeHandsTwice(request, admitted, token, socket);
      if (answer.upstream === undefined) {
        passRefusal(admitted.route, answer.message, socket, answerHeaders(refusal));
        return;
      }
      await requireWanted(admitted, answer.upstream, socket);
      stopWatching();
      pending.delete(socket);
      const { message, upstream } = answer;
      socket.write(acceptance(admitted.route, message, answerHeaders(refusal)), "latin1");
      join(admitted, upstream, answer.head, socket, head);
    } catch (error) {
      const { publicUrl } = deps;
      const { route } = refusal;
      const context = { publicUrl, providerId: route?.providerId, scopes: route?.settings.scopes };
      const explained = deps.gate.explain(request, toAppError(error));
      if (!socket.destroyed) refuseUpgrade(socket, explained, context, answerHeaders(refusal));
    }
  }

  function answerHeaders({ rate }: Refusal): string[] {
    return [...deps.gate.ownHeaders.forApiAnswer(), ...(rate ? rateLimitHeaders(rate) : [])];
  }

  /** As a call: the API's 401 to a token that looked fresh costs one more try with another. */
  async function shakeHandsTwice(
    request: IncomingMessage,
    admitted: Admitted,
    token: AttachedToken | undefined,
    socket: Duplex,
  ): Promise<HandshakeAnswer> {
    const forwardedBy = deps.forwardedBy(admitted.route);
    const answer = await shakeHands(request, admitted, token, forwardedBy, socket);
    if (!token || answer.upstream || answer.message.statusCode !== 401) return answer;
    let other: AttachedToken | undefined;
    try {
      other = await deps.admission.replaceToken(admitted.route, admitted.session, token);
    } catch (error) {
      answer.message.destroy();
      throw error;
    }
    if (!other) return answer;
    answer.message.destroy();
    return shakeHands(request, admitted, other, forwardedBy, socket);
  }

  /** Either end may have closed while the session was looked for: a tunnel would not notice that any more. */
  async function requireWanted(admitted: Admitted, upstream: Socket, socket: Duplex): Promise<void> {
    try {
      await requireStillAllowed(admitted);
      if (upstream.destroyed || socket.destroyed) throw new AppError("upstream_unreachable");
    } catch (error) {
      upstream.destroy();
      throw error;
    }
  }

  async function requireStillAllowed({ route, session }: Admitted): Promise<void> {
    if (!session) return;
    if (!(await deps.vault.isLive(session.id))) throw new AppError("session_required");
    const now = route.settings.allow && (await deps.vault.find(session.id, { slide: false }));
    if (now !== undefined) requireAdmitted(deps.admission.refusal(route, now));
  }

  function join(
    { route, session }: Admitted,
    upstream: Socket,
    upstreamHead: Buffer,
    socket: Duplex,
    head: Buffer,
  ): void {
    upstream.setNoDelay(true);
    upstream.setKeepAlive(true, 30_000);
    if ("setTimeout" in socket) (socket as Socket).setTimeout(0).setNoDelay(true).setKeepAlive(true, 30_000);
    if (upstreamHead.length > 0) upstream.unshift(upstreamHead);
    if (head.length > 0) socket.unshift(head);
    deps.tunnels.open(route, session, socket, upstream);
  }

  return {
    handleUpgrade,
    close() {
      for (const socket of pending) resetConnection(socket);
    },
  };
}

/**
 * Notices a client that goes away in the handshake. Its socket is not read yet, so its end would go unnoticed; what it
 * sends too early stays in the buffer for the tunnel.
 */
function watchForEnd(socket: Duplex): () => void {
  const destroy = () => socket.destroy();
  const lookForEnd = () => {
    if (socket.readableLength === 0) socket.read();
  };
  socket.on("error", destroy).on("end", destroy).on("readable", lookForEnd);
  return () => socket.off("end", destroy).off("readable", lookForEnd);
}

function requireAdmitted(refusal: AppError | undefined): void {
  if (refusal) throw refusal;
}

/** What a refusal's headers and links need, as far as it is known by then. */
interface Refusal {
  route: ApiRoute | undefined;
  rate: RateDecision | undefined;
}

interface Admitted {
  route: ApiRoute;
  session: LiveSession | null;
  target: string;
}

/** The API's 101. */
function acceptance(route: ApiRoute, message: IncomingMessage, answerHeaders: readonly string[]): string {
  const own = [...headerLines(answerHeaders), "Connection: Upgrade", "Upgrade: websocket"];
  return answerHead({ code: 101, text: "Switching Protocols" }, message.headers, route.returnRule, own);
}
