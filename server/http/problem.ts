import type { ServerResponse } from "node:http";
import { AppError, type ErrorCode } from "#server/errors/app-error.ts";
import type { ErrorEntry } from "#server/errors/error-entry.ts";
import { errorTable } from "#server/errors/error-table.ts";
import { isDatabaseOutage } from "#server/errors/is-database-outage.ts";
import { isUnstorableText } from "#server/errors/is-unstorable-text.ts";
import { breakOff } from "./break-off.ts";
import { noteRefusal } from "./note-refusal.ts";
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

export const outageRetryAfterSeconds = 2;

/**
 * Turns anything thrown into an AppError; what we did not throw ourselves is an internal error, or the database is away, or was
 * asked about characters that it has in no text.
 */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isUnstorableText(error))
    return new AppError("request_invalid", { cause: error, detail: "characters that are no text" });
  if (!isDatabaseOutage(error)) return new AppError("internal_error", { cause: error });
  return new AppError("database_unavailable", { cause: error, facts: { retryAfterSeconds: outageRetryAfterSeconds } });
}

/** The answer's body; the refusal is remembered under its reference. */
export function problemOf(error: AppError, extensions: Readonly<Record<string, unknown>> = {}): Problem {
  noteRefusal(error);
  const entry: ErrorEntry = errorTable[error.code];
  const { retryAfterSeconds, ...facts } = error.facts;
  return {
    type: `urn:portico:problem:${error.code}`,
    title: entry.title,
    status: entry.status,
    code: error.code,
    detail: entry.cause,
    next_step: entry.nextStep,
    reference: currentRequestContext()?.requestId ?? "",
    ...facts,
    // Spelled like the members around it.
    ...(retryAfterSeconds === undefined ? {} : { retry_after_seconds: retryAfterSeconds }),
    ...extensions,
  };
}

/**
 * Answers with problem+json. Does nothing to a response whose head is already sent but to cut it off, so that the
 * client can't take it for complete. The fact `retryAfterSeconds` is a header, too.
 */
export function sendProblem(
  response: ServerResponse,
  error: AppError,
  options: { headers?: Readonly<Record<string, string>>; extensions?: Readonly<Record<string, unknown>> } = {},
): void {
  if (response.headersSent) {
    noteRefusal(error);
    breakOff(response);
    return;
  }
  const problem = problemOf(error, options.extensions);
  const body = Buffer.from(JSON.stringify(problem));
  const retryAfterSeconds = error.facts["retryAfterSeconds"];
  response.writeHead(problem.status, {
    ...(retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) }),
    ...options.headers,
    "content-type": "application/problem+json",
    "content-length": body.length,
    "cache-control": "no-store",
  });
  response.end(body);
}
