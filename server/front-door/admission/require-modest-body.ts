import type { IncomingMessage } from "node:http";
import { AppError } from "#server/errors/app-error.ts";
import type { Route } from "#server/routes/route.ts";
import { isStored } from "./require-stored-budget.ts";

const maxBytes = 64 * 1024;
/** As much as fits into an address, where the same request may come too. */
const storedMaxBytes = 16 * 1024;

/**
 * Forms and protocol requests are small, those that are kept in the database smaller still: an error leads back to the app with
 * the request's state in the address. A body of unknown length can't be judged before it is read: refused.
 *
 * Errors: request_invalid, request_too_large.
 */
export function requireModestBody(request: IncomingMessage, route: Route): void {
  if (request.headers["transfer-encoding"] !== undefined) {
    throw new AppError("request_invalid", { detail: "chunked request body outside /bff/" });
  }
  const most = isStored(route, request.method) ? storedMaxBytes : (route.bodyBytesMax ?? maxBytes);
  if (Number(request.headers["content-length"] ?? 0) > most) throw new AppError("request_too_large");
}
