import type { IncomingHttpHeaders } from "node:http";
import type { Duplex } from "node:stream";
import type { AppError } from "#server/errors/app-error.ts";
import { problemOf } from "#server/http/problem.ts";
import { type RateDecision, rateLimitHeaders } from "#server/rate-limits/rate-limiter.ts";
import { type LinkContext, problemLinks } from "./problem-links.ts";
import { type ReturnRule, returnResponseHeaders } from "./response-header-policy.ts";

/** Whether a request is a WebSocket handshake (RFC 6455 §4.2.1). */
export function isWebSocketHandshake(method: string | undefined, headers: IncomingHttpHeaders): boolean {
  return (
    method === "GET" &&
    headers.upgrade?.toLowerCase() === "websocket" &&
    headers["sec-websocket-version"] === "13" &&
    /^[A-Za-z0-9+/]{22}==$/.test(headers["sec-websocket-key"] ?? "")
  );
}

const handshakeNames = [
  "sec-websocket-key",
  "sec-websocket-version",
  "sec-websocket-protocol",
  "sec-websocket-extensions",
];

/** The handshake's own headers, to be sent on: they belong to both ends since nobody in between reads frames. */
export function handshakeHeaders(headers: IncomingHttpHeaders): string[] {
  const out = ["connection", "Upgrade", "upgrade", "websocket"];
  for (const name of handshakeNames) {
    const value = headers[name];
    if (typeof value === "string") out.push(name, value);
  }
  return out;
}

/** Refuses an upgrade as a call is refused, with problem+json and its link; the connection ends. */
export function refuseUpgrade(
  socket: Duplex,
  error: AppError,
  context: LinkContext,
  rate: RateDecision | undefined,
): void {
  const problem = problemOf(error, problemLinks(error, context));
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${problem.title}`,
    "Content-Type: application/problem+json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Cache-Control: no-store",
    "Connection: close",
  ];
  const retryAfterSeconds = error.facts["retryAfterSeconds"];
  if (retryAfterSeconds !== undefined) head.push(`Retry-After: ${retryAfterSeconds}`);
  if (rate) head.push(...headerLines(rateLimitHeaders(rate)));
  if (problem.reference) head.push(`X-Request-Id: ${problem.reference}`);
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}

/** The API's answer to the handshake, as it goes to the browser: the same header policy as for any answer of its route. */
export function answerHead(
  status: { code: number; text: string },
  headers: IncomingHttpHeaders,
  rule: ReturnRule,
  own: readonly string[],
): string {
  const lines = [`HTTP/1.1 ${status.code} ${status.text}`, ...own];
  const returned: string[] = [];
  returnResponseHeaders(headers, rule, returned);
  lines.push(...headerLines(returned));
  return `${lines.join("\r\n")}\r\n\r\n`;
}

/** Of flat pairs. */
function headerLines(pairs: readonly string[]): string[] {
  return pairs.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${pairs[index + 1]}`] : []));
}
