import { createServer, type ServerResponse } from "node:http";
import { listenAndSayReady } from "./say-ready.ts";

// The API behind every contestant: as little work as HTTP allows. It wants a bearer token, so that a contestant that
// forgets to attach one fails instead of winning.
const bodies = new Map([
  ["/1kb", jsonOf(1024)],
  ["/100kb", jsonOf(100 * 1024)],
]);
const streams = new Set<ServerResponse>();

const server = createServer((request, response) => {
  if (!request.headers.authorization?.startsWith("Bearer ")) {
    response.writeHead(401, { "content-length": 0 }).end();
    return;
  }
  const body = bodies.get(request.url ?? "");
  if (body) {
    response.writeHead(200, { "content-type": "application/json", "content-length": body.length });
    response.end(body);
    return;
  }
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  response.flushHeaders();
  streams.add(response);
  response.on("close", () => streams.delete(response));
});

setInterval(() => {
  const event = `data: ${performance.timeOrigin + performance.now()}\n\n`;
  for (const stream of streams) stream.write(event);
}, 1000);

await listenAndSayReady(server, { prefix: "", cookies: [], headers: {} });

function jsonOf(bytes: number): Buffer {
  return Buffer.from(JSON.stringify({ data: "x".repeat(bytes - 11) }));
}
