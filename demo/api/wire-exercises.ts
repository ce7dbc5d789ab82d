import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { sendJson } from "#demo/http/reply.ts";
import { sendProblem } from "./problem.ts";

/** Routes that exercise what is between the caller and this API rather than the API itself. */

const longestPauseMs = 120_000;
const chunk = Buffer.alloc(64 * 1024, "portico ");

/** What arrived, so that the caller can see what was sent on. The token itself is never repeated. */
export async function echo(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const { authorization, ...headers } = request.headers;
  sendJson(response, 200, {
    method: request.method,
    // As it stood on the wire, before any URL parser made it nice.
    path: (request.url ?? "").split("?", 1)[0],
    query: [...url.searchParams],
    headers,
    authorization: authorization === undefined ? null : `${authorization.split(" ", 1)[0]} …`,
    bodyBytes: await countBytes(request),
  });
}

export async function slow(response: ServerResponse, url: URL): Promise<void> {
  const ms = clamp(url.searchParams.get("ms"), 1000, longestPauseMs);
  await pause(ms, undefined, { ref: false });
  if (!response.destroyed) sendJson(response, 200, { waitedMs: ms });
}

/** Server-Sent Events: `?every=` milliseconds, `?count=` of them; endless without. */
export function events(request: IncomingMessage, response: ServerResponse, url: URL): void {
  const everyMs = Math.max(1, clamp(url.searchParams.get("every"), 1000, longestPauseMs));
  const count = url.searchParams.has("count") ? clamp(url.searchParams.get("count"), 1, 1e6) : Number.POSITIVE_INFINITY;
  let sent = Number(request.headers["last-event-id"]) || 0;
  const last = sent + count;
  response.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  const tick = () => {
    sent += 1;
    response.write(
      `id: ${sent}\nevent: tick\ndata: ${JSON.stringify({ number: sent, at: new Date().toISOString() })}\n\n`,
    );
    if (sent >= last) response.end();
  };
  tick();
  const timer = setInterval(tick, everyMs);
  response.on("close", () => clearInterval(timer));
  response.on("finish", () => clearInterval(timer));
}

/** Streams n bytes, no faster than they are read. */
export async function sendBytes(response: ServerResponse, url: URL): Promise<void> {
  let left = clamp(url.searchParams.get("n"), 1024, 10 * 1024 ** 3);
  response.writeHead(200, {
    "content-type": "application/octet-stream",
    "content-length": left,
    "cache-control": "no-store",
  });
  while (left > 0 && !response.destroyed) {
    const next = left >= chunk.length ? chunk : chunk.subarray(0, left);
    left -= next.length;
    if (!response.write(next)) await Promise.race([once(response, "drain"), once(response, "close")]);
  }
  response.end();
}

export async function receiveBytes(request: IncomingMessage, response: ServerResponse): Promise<void> {
  sendJson(response, 200, { bytes: await countBytes(request) });
}

/** Answers with the requested status; redirects lead to a place that must never see a token. */
export function status(response: ServerResponse, wished: string): void {
  const code = Number(wished);
  if (!Number.isInteger(code) || code < 200 || code > 599) {
    sendProblem(response, 400, "No such status", "Ask for 200 to 599.");
    return;
  }
  if (code === 204 || code === 304) return void response.writeHead(code).end();
  const headers = code >= 300 && code < 400 ? { location: "/redirected" } : {};
  if (code >= 400) {
    sendProblem(response, code, "As you wished", `You asked for ${code}.`, headers);
    return;
  }
  sendJson(response, code, { status: code }, headers);
}

/** Headers that nothing between the API and a browser should pass on. */
export function hostileHeaders(response: ServerResponse): void {
  sendJson(
    response,
    200,
    { look: "at the headers" },
    {
      "set-cookie": ["portico=stolen; Path=/", "__Host-portico=stolen; Path=/; Secure"],
      "access-control-allow-origin": "*",
      "access-control-allow-credentials": "true",
      connection: "keep-alive, x-private-hop",
      "x-private-hop": "1",
      "clear-site-data": '"cookies"',
      "service-worker-allowed": "/",
      "strict-transport-security": "max-age=0",
      "content-security-policy": "default-src *",
      server: "demo",
    },
  );
}

async function countBytes(request: IncomingMessage): Promise<number> {
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) size += part.length;
  return size;
}

function once(response: ServerResponse, event: string): Promise<void> {
  return new Promise((resolve) => response.once(event, () => resolve()));
}

function clamp(text: string | null, fallback: number, most: number): number {
  const value = text === null ? fallback : Number(text);
  return Number.isFinite(value) ? Math.min(Math.max(0, Math.floor(value)), most) : fallback;
}
