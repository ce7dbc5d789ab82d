import type { IncomingMessage, ServerResponse } from "node:http";
import { type ErrorEntry, errorTable } from "#server/errors/error-table.ts";
import { outageRetryAfterSeconds } from "#server/http/problem.ts";

/**
 * Gives the error page the status of the failure that it tells of: Next answers every rendered page with 200, and a
 * program that follows the redirect must not take a failure for a success.
 */
export function setErrorPageStatus(request: IncomingMessage, response: ServerResponse, path: string): void {
  if (path !== "/error") return;
  const code = new URLSearchParams(request.url?.split("?")[1]).get("code") ?? "";
  const entry: ErrorEntry | undefined = Object.hasOwn(errorTable, code)
    ? errorTable[code as keyof typeof errorTable]
    : errorTable.internal_error;
  if (code === "database_unavailable") response.setHeader("retry-after", outageRetryAfterSeconds);
  const writeHead = response.writeHead.bind(response) as (status: number, ...rest: unknown[]) => ServerResponse;
  response.writeHead = ((status: number, ...rest: unknown[]) =>
    writeHead(status === 200 ? entry.status : status, ...rest)) as typeof response.writeHead;
}
