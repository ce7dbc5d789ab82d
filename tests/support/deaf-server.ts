import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { Worker } from "node:worker_threads";

/** A port whose owner accepts nobody: once the queue is full, who connects hears nothing. */
export async function startDeafServer(): Promise<{ port: number; close(): Promise<unknown> }> {
  const code = `const { parentPort } = require("node:worker_threads");
    const server = require("node:net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
      parentPort.postMessage(server.address().port);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 15000);
    });`;
  const worker = new Worker(code, { eval: true });
  const [port] = (await once(worker, "message")) as [number];
  const waiting: Socket[] = [];
  for (let count = 0; count < 8; count++) waiting.push(connect(port, "127.0.0.1").on("error", () => {}));
  await once(waiting[0] as Socket, "connect");
  return {
    port,
    close: () => {
      for (const socket of waiting) socket.destroy();
      return worker.terminate();
    },
  };
}
