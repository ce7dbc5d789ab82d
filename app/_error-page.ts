import { redirect, unstable_rethrow } from "next/navigation";
import type { AppError, ErrorCode } from "#server/errors/app-error.ts";
import { portal } from "#server/portal.ts";

/**
 * The code of anything thrown by the server. Its classes live in another copy of the module (see server/portal.ts), so
 * the error is known by its shape, not by instanceof.
 */
export function errorCodeOf(error: unknown): ErrorCode {
  const candidate = error as Partial<AppError> | null;
  if (candidate?.name === "AppError" && candidate.code) return candidate.code;
  return portal().isOutage(error) ? "database_unavailable" : "internal_error";
}

/** Whether the same form can succeed when it is sent again from its page. */
export function isWorthAnotherTry(error: unknown): boolean {
  const code = errorCodeOf(error);
  return code === "csrf_token_invalid" || code === "database_unavailable";
}

/**
 * Where a person reads what happened. What we did not expect goes to the log under the same reference. While the database is
 * away the front door shows it at the address that was asked for (server/front-door/pages/page-room.ts).
 */
export function errorPagePath(error: unknown, returnPath?: string): string {
  const code = errorCodeOf(error);
  const reference = portal().requestId();
  portal().noteRefusal(error);
  if (code === "internal_error" || code === "database_unavailable") portal().reportError(error);
  const query = new URLSearchParams({ code, ref: reference });
  if (returnPath && returnPath !== "/") query.set("return_to", returnPath);
  return `/error?${query}`;
}

/** Runs what a page needs before it can be shown; a failure leads to the error page instead of a blank one. */
export async function orErrorPage<T>(work: () => Promise<T>, returnPath?: string): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // redirect() and notFound() work by throwing.
    unstable_rethrow(error);
    redirect(errorPagePath(error, returnPath));
  }
}
