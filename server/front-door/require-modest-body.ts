import type { IncomingMessage } from "node:http";
import { AppError } from "#server/errors/app-error.ts";

const maxBytes = 64 * 1024;

/** Forms and protocol requests are small. A body of unknown length can't be judged before it is read: refused. */
export function requireModestBody(request: IncomingMessage): void {
  if (request.headers["transfer-encoding"] !== undefined) {
    throw new AppError("request_invalid", { detail: "chunked request body outside /bff/" });
  }
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) throw new AppError("request_too_large");
}
