import type { IncomingMessage, ServerResponse } from "node:http";
import { type StreamType, streamTypes } from "#server/admin/streams/stream-text.ts";
import { AppError } from "#server/errors/app-error.ts";

/** Shorter than the time after which proxies give up a connection without bytes: 60 s in nginx. */
const quietSeconds = 15;
const pieceLength = 16 * 1024;

/** How the caller wants a stream. Errors: not_acceptable. */
export function requireStreamType({ headers }: IncomingMessage): StreamType {
  const accept = headers.accept ?? "*/*";
  const named = streamTypes.find((type) => accept.includes(type));
  if (named) return named;
  if (accept.includes("*/*")) return "application/x-ndjson";
  throw new AppError("not_acceptable", { detail: `${accept}; there is ${streamTypes.join(" and ")}` });
}

/**
 * Writes lines as the caller reads them. In NDJSON an empty line stands for a pause, so that a proxy doesn't end a log that is
 * followed.
 *
 * Errors: those of the lines; the answer is not ended then.
 * Races:  `signal` is aborted when the caller leaves; a line that was waited for then is thrown away with the iterator.
 */
export async function writeLines(
  response: ServerResponse,
  lines: AsyncIterable<string>,
  { type, signal, quietMs = quietSeconds * 1000 }: { type: StreamType; signal: AbortSignal; quietMs?: number },
): Promise<void> {
  response.writeHead(200, { "content-type": `${type}; charset=utf-8`, "cache-control": "no-store" });
  response.flushHeaders();
  const pieces = createPieces(response);
  const pause = type === "application/x-ndjson" ? setInterval(() => void response.write("\n"), quietMs) : undefined;
  const iterator = lines[Symbol.asyncIterator]();
  const orLeft = createLeaving(signal);
  try {
    while (!signal.aborted) {
      const step = await orLeft(iterator.next());
      if (!step || step.done) break;
      pause?.refresh();
      if (!pieces.write(step.value)) await orLeft(new Promise((resolve) => response.once("drain", resolve)));
    }
  } finally {
    clearInterval(pause);
    // Not awaited: a generator that waits for something new ends by the signal, when it gets to it.
    iterator.return?.()?.catch(() => undefined);
  }
  pieces.flush();
  response.end();
}

/**
 * Waits for something or the signal, with `undefined`. Not by Promise.race, which would keep a reaction for each line at the one promise
 * of the signal.
 */
function createLeaving(signal: AbortSignal): <T>(waited: Promise<T>) => Promise<T | undefined> {
  let leave = () => {};
  signal.addEventListener("abort", () => leave(), { once: true });
  return (waited) =>
    new Promise((resolve, reject) => {
      leave = () => resolve(undefined);
      waited.then(resolve, reject);
    });
}

/** Sends lines of one turn as one piece. */
function createPieces(response: ServerResponse) {
  let waiting = "";
  let flushing: NodeJS.Immediate | undefined;

  function flush(): void {
    clearImmediate(flushing);
    flushing = undefined;
    if (waiting !== "") response.write(waiting);
    waiting = "";
  }

  return {
    flush,
    /** Whether more may be written now. */
    write(text: string): boolean {
      waiting += text;
      if (waiting.length >= pieceLength) flush();
      else flushing ??= setImmediate(flush);
      return !response.writableNeedDrain;
    },
  };
}
