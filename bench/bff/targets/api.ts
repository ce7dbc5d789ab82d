import { createServer, type Socket } from "node:net";
import { listenAndSayReady } from "./say-ready.ts";

// The API behind every contestant: as little work as there can be, since it shares its core with the load. It speaks just the
// HTTP that it is asked here: heads without a body, one at a time on a connection. It wants a bearer token, so that a
// contestant that forgets to attach one fails instead of winning.
const answers = new Map([
  ["/1kb", jsonAnswer(1024)],
  ["/100kb", jsonAnswer(100 * 1024)],
]);
const refusal = Buffer.from("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
const streamHead =
  "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nTransfer-Encoding: chunked\r\n\r\n";
const streams = new Set<Socket>();

const server = createServer({ noDelay: true }, (socket) => {
  let head = "";
  socket.on("error", () => {});
  socket.on("close", () => streams.delete(socket));
  socket.on("data", (chunk: Buffer) => {
    head += chunk.toString("latin1");
    if (!head.endsWith("\r\n\r\n")) return;
    answer(socket, head);
    head = "";
  });
});

setInterval(() => {
  const event = `data: ${performance.timeOrigin + performance.now()}\n\n`;
  const chunk = `${event.length.toString(16)}\r\n${event}\r\n`;
  for (const stream of streams) stream.write(chunk);
}, 1000);

await listenAndSayReady(server, { prefix: "", cookies: [], headers: {} });

function answer(socket: Socket, head: string): void {
  if (!/\r\nauthorization: Bearer /i.test(head)) {
    socket.write(refusal);
    return;
  }
  const path = head.slice(head.indexOf(" ") + 1, head.indexOf(" HTTP/1.1"));
  const whole = answers.get(path);
  if (whole) {
    socket.write(whole);
    return;
  }
  socket.write(streamHead);
  streams.add(socket);
}

function jsonAnswer(bytes: number): Buffer {
  const body = JSON.stringify({ data: "x".repeat(bytes - 11) });
  return Buffer.from(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${bytes}\r\n\r\n${body}`);
}
