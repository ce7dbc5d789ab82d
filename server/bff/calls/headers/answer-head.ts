import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import type { Call } from "#server/bff/calls/call.ts";
import { returnResponseHeaders } from "./response-header-policy.ts";

/**
 * Writes the head of the API's answer, by the route's header policy.
 *
 * @param isUnread whether the rest of the request's body will not be read, because the API answered before it was sent.
 */
export function writeAnswerHead(call: Call, statusCode: number, headers: IncomingHttpHeaders, isUnread: boolean): void {
  const { response, route, answerHeaders } = call;
  const out: string[] = [];
  if (answerHeaders) for (const one of answerHeaders) out.push(one);
  returnResponseHeaders(headers, route.returnRule, out);
  if (isUnread) out.push("connection", "close");
  response.writeHead(statusCode, out);
  // A body of unknown length may be an event stream: its head must not wait for the first event. The next tick is
  // soon enough, and lets a first chunk that arrived together with the head leave together with it.
  if (headers["content-length"] === undefined) process.nextTick(flushHead, response);
}

function flushHead(response: ServerResponse): void {
  if (!response.writableEnded && !response.destroyed) response.flushHeaders();
}
