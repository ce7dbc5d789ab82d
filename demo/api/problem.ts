import type { ServerResponse } from "node:http";
import { sendJson } from "#demo/http/reply.ts";

/** Spec: RFC 9457. */
export function sendProblem(
  response: ServerResponse,
  status: number,
  title: string,
  detail: string,
  headers: Record<string, string> = {},
): void {
  const body = { type: "about:blank", title, status, detail };
  sendJson(response, status, body, { "content-type": "application/problem+json", ...headers });
}

export function sendNotFound(response: ServerResponse): void {
  sendProblem(response, 404, "Not found", "This API has nothing at this address.");
}
