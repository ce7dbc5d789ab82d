import type { Duplex } from "node:stream";
import type { AppError } from "#server/errors/app-error.ts";
import { problemOf } from "#server/http/problem.ts";

/** How long the caller may take to read the refusal, which is short. */
const leavingMs = 5_000;

/** Refuses an upgrade with problem+json; the connection ends. */
export function refuseUpgrade(socket: Duplex, error: AppError): void {
  const problem = problemOf(error);
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${problem.title}`,
    "Content-Type: application/problem+json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Cache-Control: no-store",
    "Connection: close",
  ];
  const leaving = setTimeout(() => socket.destroy(), leavingMs).unref();
  socket.once("close", () => clearTimeout(leaving));
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
}
