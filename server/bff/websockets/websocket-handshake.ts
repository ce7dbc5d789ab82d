import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { ApiRoute } from "#server/bff/calls/api-table.ts";
import { forwardRequestHeaders } from "#server/bff/calls/headers/request-header-policy.ts";
import type { AttachedToken } from "#server/bff/calls/tokens/attached-tokens.ts";
import { AppError } from "#server/errors/app-error.ts";
import { PatientTimeout } from "./patient-timeout.ts";
import { handshakeHeaders } from "./websocket-head.ts";

/** What the API says to a handshake. */
export interface HandshakeAnswer {
  message: IncomingMessage;
  /** `undefined` when the API refused the upgrade. */
  upstream: Socket | undefined;
  head: Buffer;
}

/**
 * Asks the API for an upgrade in the client's words.
 *
 * Errors: upstream_timeout, upstream_unreachable.
 */
export function shakeHands(
  request: IncomingMessage,
  { route, target }: { route: ApiRoute; target: string },
  token: AttachedToken | undefined,
  forwardedBy: readonly string[],
  client: Duplex,
): Promise<HandshakeAnswer> {
  const { connectTimeoutSeconds, firstByteTimeoutSeconds } = route.settings;
  const headers = handshakeHeaders(request.headers);
  // An array of headers is sent as it is, so Host has to be in it.
  headers.push("host", route.target.host);
  forwardRequestHeaders(request.rawHeaders, request.headers.connection, route.addedNames, headers);
  if (token) headers.push("authorization", token.authorization);
  headers.push(...forwardedBy, ...route.addedHeaders);
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
    const timeout = new PatientTimeout(() => outgoing.destroy(new AppError("upstream_timeout")));
    timeout.begin(connectTimeoutSeconds);
    const connected = () => timeout.begin(firstByteTimeoutSeconds);
    const answered = (answer: HandshakeAnswer) => {
      timeout.stop();
      resolve(answer);
    };
    // A socket that is closed already emits "close" no more.
    if (client.destroyed) outgoing.destroy(new Error("the client went away"));
    client.once("close", () => outgoing.destroy(new Error("the client went away")));
    outgoing.on("socket", (socket) => socket.once(url.protocol === "https:" ? "secureConnect" : "connect", connected));
    outgoing.on("information", () => timeout.again());
    outgoing.on("upgrade", (message, upstream, head) => {
      // Of an API that breaks off before the tunnel listens.
      upstream.on("error", () => upstream.destroy());
      answered({ message, upstream: upstream as Socket, head });
    });
    outgoing.on("response", (message) => answered({ message, upstream: undefined, head: Buffer.alloc(0) }));
    outgoing.on("error", (error) => {
      timeout.stop();
      reject(error instanceof AppError ? error : new AppError("upstream_unreachable", { cause: error }));
    });
    outgoing.end();
  });
}
