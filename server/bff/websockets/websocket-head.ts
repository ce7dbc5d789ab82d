import type { IncomingHttpHeaders } from "node:http";
import { type ReturnRule, returnResponseHeaders } from "#server/bff/calls/headers/response-header-policy.ts";

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

/** The handshake's own headers, to be sent on: they belong to both ends, because frames are not read in between. */
export function handshakeHeaders(headers: IncomingHttpHeaders): string[] {
  const out = ["connection", "Upgrade", "upgrade", "websocket"];
  for (const name of handshakeNames) {
    const value = headers[name];
    if (typeof value === "string") out.push(name, value);
  }
  return out;
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
export function headerLines(pairs: readonly string[]): string[] {
  return pairs.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${pairs[index + 1]}`] : []));
}
