import type { Dispatcher } from "undici";
import { forwardRequestHeaders } from "#server/bff/calls/headers/request-header-policy.ts";
import type { AttachedToken } from "#server/bff/calls/tokens/attached-tokens.ts";
import type { Call } from "./call.ts";

export type RequestBodyToSend = NonNullable<Dispatcher.DispatchOptions["body"]> | null;

/** The call as the API gets it: the caller's headers by policy, then the token, then who forwards it, then the operator's headers. */
export function upstreamRequest(
  { request, route, upstreamTarget, forwardedBy }: Call,
  token: AttachedToken | undefined,
  body: RequestBodyToSend,
): Dispatcher.DispatchOptions {
  const headers: string[] = [];
  forwardRequestHeaders(request.rawHeaders, request.headers.connection, route.addedNames, headers);
  if (token) headers.push("authorization", token.authorization);
  for (const one of forwardedBy) headers.push(one);
  for (const one of route.addedHeaders) headers.push(one);
  return { path: upstreamTarget, method: request.method ?? "GET", headers, body };
}

/** Safe by IANA's registry of methods, so that doing it twice changes nothing (RFC 9110 §9.2.1). */
const safeMethods = new Set(["GET", "HEAD", "OPTIONS", "PROPFIND", "QUERY", "REPORT", "SEARCH"]);

export function isSafe(method: string | undefined): boolean {
  return safeMethods.has(method ?? "");
}

/** A stream can't be sent a second time. */
export function isRepeatable(body: RequestBodyToSend): boolean {
  return body === null || Buffer.isBuffer(body);
}
