import type { IncomingMessage, ServerResponse } from "node:http";
import type { AppError } from "#server/errors/app-error.ts";
import { sendProblem } from "#server/http/problem.ts";
import { type LinkContext, problemLinks } from "./problem-links.ts";

export interface ProblemContext extends LinkContext {
  /** Flat pairs: CORS and rate limit headers that every answer carries. */
  headers?: readonly string[] | undefined;
  allow?: string | undefined;
}

/** Answers a refused or failed call: problem+json, with the link that resolves it where there is one. */
export function answerProblem(
  request: IncomingMessage,
  response: ServerResponse,
  error: AppError,
  context: ProblemContext,
): void {
  const headers: Record<string, string> = {};
  const given = context.headers ?? [];
  for (let index = 0; index < given.length; index += 2) headers[given[index] as string] = given[index + 1] as string;
  if (context.allow !== undefined) headers["allow"] = context.allow;
  // The rest of a refused body is not read: don't receive a gigabyte to throw it away.
  if (!request.complete && hasBody(request)) headers["connection"] = "close";
  sendProblem(response, error, { headers, extensions: problemLinks(error, context) });
}

export function hasBody(request: IncomingMessage): boolean {
  const { "content-length": length, "transfer-encoding": encoding } = request.headers;
  return encoding !== undefined || (length !== undefined && length !== "0");
}
