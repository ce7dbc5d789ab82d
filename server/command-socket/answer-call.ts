import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { CallOptions } from "#server/admin/admin.ts";
import { toAppError } from "#server/http/problem.ts";
import { toWireError } from "./wire-error.ts";

/**
 * Sends the answer of a call: JSON, or for a stream a line an item, as fast as the command reads them, and a last line that says
 * whether it is complete. When the command leaves, the stream's `signal` is aborted.
 *
 * Errors: those of the call, as long as nothing was sent.
 */
export async function answerCall(
  response: ServerResponse,
  call: (options: CallOptions) => Promise<unknown>,
): Promise<void> {
  const left = new AbortController();
  response.once("close", () => left.abort());
  const output = await call({ signal: left.signal });
  if (!isAsyncIterable(output)) {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(output ?? null));
    return;
  }
  response.writeHead(200, { "content-type": "application/x-ndjson" });
  // The command learns that a stream has begun before its first item.
  response.flushHeaders();
  try {
    for await (const item of output) {
      if (left.signal.aborted) return;
      if (!response.write(`${JSON.stringify({ item })}\n`)) await once(response, "drain", { signal: left.signal });
    }
    response.end(`${JSON.stringify({ end: true })}\n`);
  } catch (error) {
    if (!left.signal.aborted) response.end(`${JSON.stringify({ error: toWireError(toAppError(error)) })}\n`);
  }
}

export function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}
