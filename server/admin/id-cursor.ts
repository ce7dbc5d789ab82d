import { AppError } from "#server/errors/app-error.ts";

/** The `next` of a page that ends with a row's number. Errors: cursor_invalid. */
export function idCursor(after: string | undefined): string | undefined {
  if (after !== undefined && !/^\d{1,18}$/.test(after)) throw new AppError("cursor_invalid");
  return after;
}
