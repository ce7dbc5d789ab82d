import type { ErrorEntry } from "#server/errors/error-entry.ts";
import { errorTable } from "#server/errors/error-table.ts";
import { outageRetryAfterSeconds } from "#server/http/problem.ts";
import type { AnswerHead, PageAnswer } from "./page-answer.ts";

/**
 * The error page with the status of the failure that it is about: Next answers every rendered page with 200, and a program that
 * follows the redirect must not take a failure for a success.
 *
 * @param code of the page's address, as it came.
 */
export function withStatusOf(answer: PageAnswer, code: string): PageAnswer {
  const entry: ErrorEntry = Object.hasOwn(errorTable, code)
    ? errorTable[code as keyof typeof errorTable]
    : errorTable.internal_error;
  const retryAfter = code === "database_unavailable" ? { "retry-after": outageRetryAfterSeconds } : {};
  const status = answer.status === 200 ? entry.status : answer.status;
  return { ...answer, status, headers: { ...answer.headers, ...retryAfter } };
}

/**
 * The error page that a page leads to because the database can't be reached, as path and query; `undefined` for every other answer.
 *
 * Only where this very request failed, because another request's reference comes from a link, which any site can make. Not where cookies are to
 * be set.
 */
export function outagePageOf({ status, headers }: AnswerHead, requestId: string | undefined): string | undefined {
  const location = String(headers["location"] ?? "");
  if (status < 300 || status >= 400 || headers["set-cookie"] !== undefined) return undefined;
  // Where pages lead when the database can't be reached: app/_error-page.ts.
  if (!location.startsWith("/error?")) return undefined;
  const query = new URLSearchParams(location.slice("/error?".length));
  return query.get("code") === "database_unavailable" && query.get("ref") === requestId ? location : undefined;
}
