import type { ServerResponse } from "node:http";
import { AppError, type ErrorCode } from "#server/errors/app-error.ts";
import { type ErrorEntry, errorTable } from "#server/errors/error-table.ts";
import { currentRequestContext } from "./request-context.ts";

/** RFC 9457 problem details; `code` is stable, `reference` is the request's id. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: ErrorCode;
  detail: string;
  next_step: string;
  reference: string;
  [extension: string]: unknown;
}

/** Turns anything thrown into an AppError; what we did not throw ourselves is an internal error. */
export function toAppError(error: unknown): AppError {
  return error instanceof AppError ? error : new AppError("internal_error", { cause: error });
}

export function problemOf(error: AppError, extensions: Readonly<Record<string, unknown>> = {}): Problem {
  const entry: ErrorEntry = errorTable[error.code];
  return {
    type: `urn:portico:problem:${error.code}`,
    title: entry.title,
    status: entry.status,
    code: error.code,
    detail: entry.cause,
    next_step: entry.nextStep,
    reference: currentRequestContext()?.requestId ?? "",
    ...error.facts,
    ...extensions,
  };
}

/**
 * Answers with problem+json. Does nothing to a response whose head is already sent but to cut it off, so that the
 * client can't take it for complete.
 */
export function sendProblem(
  response: ServerResponse,
  error: AppError,
  options: { headers?: Readonly<Record<string, string>>; extensions?: Readonly<Record<string, unknown>> } = {},
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const problem = problemOf(error, options.extensions);
  const body = Buffer.from(JSON.stringify(problem));
  response.writeHead(problem.status, {
    ...options.headers,
    "content-type": "application/problem+json",
    "content-length": body.length,
    "cache-control": "no-store",
  });
  response.end(body);
}
