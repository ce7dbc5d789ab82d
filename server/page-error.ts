import { AppError, type ErrorCode } from "#server/errors/app-error.ts";
import { errorTable } from "#server/errors/error-table.ts";
import { toAppError } from "#server/http/problem.ts";

/** What a page caught, which may be another copy's error (server/portal.ts) and is known by its shape then. */
export function pageError(thrown: unknown): AppError {
  const { name, code } = (thrown ?? {}) as { name?: unknown; code?: unknown };
  const isOther = !(thrown instanceof AppError) && name === "AppError" && typeof code === "string";
  return isOther && Object.hasOwn(errorTable, code) ? new AppError(code as ErrorCode) : toAppError(thrown);
}
