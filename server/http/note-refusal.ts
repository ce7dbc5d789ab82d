import type { AppError } from "#server/errors/app-error.ts";
import type { RefusalSubject } from "#server/errors/refusal.ts";
import { currentRequestContext } from "./request-context.ts";

/**
 * Remembers why a person or program is refused, under the reference that they get. Called where an answer is made of an error; of several
 * calls for one request the first counts, which is the nearest to the cause.
 *
 * `about` is what the caller knows besides the error.
 */
export function noteRefusal(error: AppError, about?: RefusalSubject): void {
  const context = currentRequestContext();
  context?.onRefused?.(error, context, about);
}
