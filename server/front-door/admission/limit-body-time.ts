import type { IncomingMessage } from "node:http";

const bodySeconds = 15;

/**
 * Cuts the connection of a caller whose small body doesn't arrive in time: the code that reads it has no
 * timeout, and connections that wait for ever cost the caller nothing.
 */
export function limitBodyTime(request: IncomingMessage, seconds = bodySeconds): void {
  const { "content-length": length, "transfer-encoding": coding } = request.headers;
  if (coding === undefined && Number(length ?? 0) === 0) return;
  const timer = setTimeout(() => {
    // A body that is here and not read yet is not the caller's fault.
    if (!request.complete) request.destroy();
  }, seconds * 1000);
  request.once("close", () => clearTimeout(timer));
}
