import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { AppError } from "#server/errors/app-error.ts";
import { toAppError } from "#server/http/problem.ts";
import { currentRequestContext } from "#server/http/request-context.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { SessionVault } from "#server/sessions/session-vault.ts";
import { parseApiPath } from "./api-path-policy.ts";
import type { AttachedToken, AttachedTokens } from "./attached-tokens.ts";
import type { CallGate } from "./call-gate.ts";
import { isOwnOrigin } from "./call-origin-policy.ts";
import { forwardRequestHeaders } from "./request-header-policy.ts";
import type { ApiRoute, RouteTable } from "./route-table.ts";
import { upstreamTarget } from "./upstream-target.ts";
import { answerHead, handshakeHeaders, isWebSocketHandshake, refuseUpgrade } from "./websocket-head.ts";
import type { WebSocketTunnels } from "./websocket-tunnels.ts";

export interface WebSocketEndpointDeps {
  table: RouteTable;
  gate: CallGate;
  vault: Pick<SessionVault, "authenticateCached" | "authenticate" | "isLive">;
  tokens: AttachedTokens;
  tunnels: WebSocketTunnels;
}

/**
 * Upgrades of `/bff/api/{name}/…` where the API allows WebSockets.
 *
 * Errors: as a call's, answered in HTTP before the upgrade. A page can't add `X-CSRF` to a handshake, but every browser
 *         sends Origin with it: without one of our own origins there is no upgrade.
 * Races:  a session that ends while the API is being reached gets no tunnel.
 * Spec:   RFC 6455 §4, §10.2.
 */
export function createWebSocketEndpoint(deps: WebSocketEndpointDeps) {
  /** Handshakes that are under way. */
  const pending = new Set<Duplex>();

  async function admit(request: IncomingMessage): Promise<Admitted> {
    const path = parseApiPath(request.url ?? "");
    const route = path ? deps.table.match(path) : undefined;
    if (!path || !route?.settings.websocket) throw new AppError("route_not_found");
    if (request.headers.origin === undefined || !isOwnOrigin(request.headers, deps.gate.origins)) {
      deps.gate.recordRefusal("origin_refused");
      throw new AppError("origin_refused");
    }
    if (!isWebSocketHandshake(request.method, request.headers)) throw new AppError("request_invalid");
    const cookie = request.headers.cookie;
    const session = deps.vault.authenticateCached(cookie) ?? (await deps.vault.authenticate(cookie));
    if (session === null && route.sessionRequired) throw new AppError("session_required");
    return { route, session, target: upstreamTarget(route, path) };
  }

  function tokenFor(route: ApiRoute, session: LiveSession | null): Promise<AttachedToken> | AttachedToken | undefined {
    if (route.tokenKind === "none" || (route.tokenKind === "user_or_none" && session === null)) return undefined;
    const holder = route.tokenKind === "client" ? null : session;
    return deps.tokens.cached(route, holder) ?? deps.tokens.obtain(route, holder);
  }

  async function handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const stopWatching = watchForEnd(socket);
    pending.add(socket);
    try {
      const admitted = await admit(request);
      const token = await tokenFor(admitted.route, admitted.session);
      const answer = await shakeHands(request, admitted, token, socket);
      if (answer.upstream === undefined) {
        passRefusal(admitted.route, answer.message, socket);
        return;
      }
      if (admitted.session && !(await deps.vault.isLive(admitted.session.id))) {
        answer.upstream.destroy();
        throw new AppError("session_required");
      }
      stopWatching();
      join(admitted, answer.message, answer.upstream, answer.head, socket, head);
    } catch (error) {
      if (!socket.destroyed) refuseUpgrade(socket, toAppError(error));
    } finally {
      pending.delete(socket);
    }
  }

  function join(
    { route, session }: Admitted,
    message: IncomingMessage,
    upstream: Socket,
    upstreamHead: Buffer,
    socket: Duplex,
    head: Buffer,
  ): void {
    upstream.setTimeout(0);
    upstream.setNoDelay(true);
    upstream.setKeepAlive(true, 30_000);
    if ("setTimeout" in socket) (socket as Socket).setTimeout(0).setNoDelay(true).setKeepAlive(true, 30_000);
    const own = ["Connection: Upgrade", "Upgrade: websocket"];
    const status = { code: 101, text: "Switching Protocols" };
    socket.write(answerHead(status, message.headers, route.returnRule, own), "latin1");
    if (upstreamHead.length > 0) upstream.unshift(upstreamHead);
    if (head.length > 0) socket.unshift(head);
    deps.tunnels.open(route, session, socket, upstream);
  }

  return {
    handleUpgrade,
    close() {
      for (const socket of pending) socket.destroy();
    },
  };
}

/**
 * Notices a client that goes away in the handshake. Nobody reads its socket yet, so its end would go unseen; what it
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

interface Admitted {
  route: ApiRoute;
  session: LiveSession | null;
  target: string;
}

interface HandshakeAnswer {
  message: IncomingMessage;
  /** `undefined` when the API refused the upgrade. */
  upstream: Socket | undefined;
  head: Buffer;
}

function shakeHands(
  request: IncomingMessage,
  { route, target }: Admitted,
  token: AttachedToken | undefined,
  client: Duplex,
): Promise<HandshakeAnswer> {
  const headers = handshakeHeaders(request.headers);
  // An array of headers is sent as it is, so Host has to be in it.
  headers.push("host", route.target.host);
  forwardRequestHeaders(request.rawHeaders, request.headers.connection, route.addedNames, headers);
  if (token) headers.push("authorization", token.authorization);
  const context = currentRequestContext();
  if (context) headers.push("x-request-id", context.requestId);
  headers.push(...route.addedHeaders);
  const send = route.target.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const url = new URL(route.target.origin);
    const outgoing = send({
      protocol: url.protocol,
      hostname: url.hostname.replace(/^\[|\]$/g, ""),
      port: url.port,
      path: target,
      method: "GET",
      headers: headers as unknown as Record<string, string>,
      agent: false,
    });
    const seconds = route.settings.connectTimeoutSeconds + route.settings.firstByteTimeoutSeconds;
    outgoing.setTimeout(seconds * 1000, () => outgoing.destroy(new AppError("upstream_timeout")));
    client.once("close", () => outgoing.destroy(new Error("the client went away")));
    outgoing.on("upgrade", (message, upstream, head) => resolve({ message, upstream: upstream as Socket, head }));
    outgoing.on("response", (message) => resolve({ message, upstream: undefined, head: Buffer.alloc(0) }));
    outgoing.on("error", (error) => {
      reject(error instanceof AppError ? error : new AppError("upstream_unreachable", { cause: error }));
    });
    outgoing.end();
  });
}

/** The API said no to the handshake: its answer goes to the client as it is. */
function passRefusal(route: ApiRoute, message: IncomingMessage, socket: Duplex): void {
  const status = { code: message.statusCode ?? 502, text: message.statusMessage ?? "" };
  socket.write(answerHead(status, message.headers, route.returnRule, ["Connection: close"]), "latin1");
  message.pipe(socket);
}
