import { AppError } from "#server/errors/app-error.ts";

const timeouts = new Set(["UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT", "ETIMEDOUT"]);
const droppedConnection = new Set(["UND_ERR_SOCKET", "ECONNRESET", "EPIPE"]);

/** What a failed call to an API is called towards the browser; the cause stays in the log. */
export function upstreamError(error: unknown, api: string): AppError {
  if (error instanceof AppError) return error;
  const code = timeouts.has(errorCode(error)) ? "upstream_timeout" : "upstream_unreachable";
  return new AppError(code, { cause: error, detail: `API ${api}: ${errorCode(error)}` });
}

/** Whether the API hung up on us without an answer, as it may on a kept-alive connection that it was just closing. */
export function isDroppedConnection(error: unknown): boolean {
  return droppedConnection.has(errorCode(error));
}

function errorCode(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "unknown";
}
