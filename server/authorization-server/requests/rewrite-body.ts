import type { IncomingMessage } from "node:http";

const maxBytes = 56 * 1024;

/** Lets the library read another text than the one that came (it takes bodies by `IncomingMessage.iterator`). */
export function rewriteBody(request: IncomingMessage, change: (body: string) => string | Promise<string>): void {
  const original = request.iterator.bind(request);
  // The length is another one now; without either header the library sees no body.
  delete request.headers["content-length"];
  request.headers["transfer-encoding"] = "chunked";
  request.iterator = (options) => rewritten(original(options), change) as ReturnType<typeof original>;
}

async function* rewritten(
  body: AsyncIterable<Buffer>,
  change: (body: string) => string | Promise<string>,
): AsyncGenerator<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    // Passed on as it is: the library refuses it by its length.
    if (bytes > maxBytes) {
      yield Buffer.concat([...chunks, chunk]);
      return;
    }
    chunks.push(chunk);
  }
  yield Buffer.from(await change(Buffer.concat(chunks).toString("utf8")));
}
