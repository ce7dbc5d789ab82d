import type { IncomingMessage } from "node:http";
import { type Duplex, finished } from "node:stream";
import type { ApiRoute } from "#server/bff/calls/api-table.ts";
import { type LinkContext, problemLinks } from "#server/bff/gate/problem-links.ts";
import type { AppError } from "#server/errors/app-error.ts";
import { resetConnection } from "#server/http/break-off.ts";
import { problemOf } from "#server/http/problem.ts";
import { PatientTimeout } from "./patient-timeout.ts";
import { answerHead, headerLines } from "./websocket-head.ts";

/** How long a client may take for what is left of a refusal of ours, which is short. */
const leavingSeconds = 5;

/**
 * Refuses an upgrade as a call is refused, with problem+json and its link; the connection ends.
 *
 * @param answerHeaders flat pairs that every answer carries.
 */
export function refuseUpgrade(
  socket: Duplex,
  error: AppError,
  context: LinkContext,
  answerHeaders: readonly string[],
): void {
  const problem = problemOf(error, problemLinks(error, context));
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${problem.title}`,
    ...headerLines(answerHeaders),
    "Content-Type: application/problem+json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Cache-Control: no-store",
    "Connection: close",
  ];
  const retryAfterSeconds = error.facts["retryAfterSeconds"];
  if (retryAfterSeconds !== undefined) head.push(`Retry-After: ${retryAfterSeconds}`);
  socket.write(`${head.join("\r\n")}\r\n\r\n${body}`);
  hangUp(socket, leavingSeconds, () => socket.destroy());
}

/**
 * The API refused the handshake: its answer goes to the client as it is, and breaks off where it breaks off. Whichever of
 * the two sends or reads nothing for the route's idle time ends it.
 */
export function passRefusal(
  route: ApiRoute,
  message: IncomingMessage,
  socket: Duplex,
  answerHeaders: readonly string[],
): void {
  const { idleTimeoutSeconds } = route.settings;
  const status = { code: message.statusCode ?? 502, text: message.statusMessage ?? "" };
  const own = [...headerLines(answerHeaders), "Connection: close"];
  socket.write(answerHead(status, message.headers, route.returnRule, own), "latin1");
  // Without a length its end is the connection's.
  const breakOff = () => (message.headers["content-length"] === undefined ? resetConnection(socket) : socket.destroy());
  const idle = new PatientTimeout(() => message.destroy());
  idle.begin(idleTimeoutSeconds);
  // A client that doesn't read holds the API up, too.
  message.on("data", () => idle.again());
  finished(message, (error) => {
    idle.stop();
    if (error) breakOff();
    else hangUp(socket, idleTimeoutSeconds, breakOff);
  });
  message.pipe(socket, { end: false });
}

/** Ends a connection that Node no longer watches, since it asked for an upgrade: also of a client that never ends its side. */
function hangUp(socket: Duplex, seconds: number, breakOff: () => void): void {
  const leaving = setTimeout(breakOff, seconds * 1000).unref();
  socket.once("close", () => clearTimeout(leaving));
  socket.end(() => socket.destroy());
}
