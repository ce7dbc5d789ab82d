import { connect, type Socket } from "node:net";

/*
 * Asks for a fixed number of answers a second over kept-open connections and counts how long each took from when its
 * request was due, also when it had to wait for a free connection: a contestant that stops for a moment doesn't get
 * fewer questions for it. Bytes are written and counted rather than parsed as HTTP, since this shares a core with the API.
 */

export interface SteadyOrder {
  host: string;
  port: number;
  /** The whole request, ready to be written. */
  request: string;
  perSecond: number;
  seconds: number;
  connections: number;
}

export interface SteadyResult {
  p50Ms: number;
  p99Ms: number;
  p999Ms: number;
  answered: number;
  failed: number;
}

const tickMilliseconds = 1;
/** Latencies of the first second don't count: connections open, code gets warm. */
const warmUpMilliseconds = 1_000;

class Connection {
  readonly #socket: Socket;
  readonly #onDone: (connection: Connection, dueMs: number, ok: boolean) => void;
  #dueMs = 0;
  #head = "";
  #bytesLeft = -1;
  #ok = false;

  constructor(socket: Socket, onDone: (connection: Connection, dueMs: number, ok: boolean) => void) {
    this.#socket = socket;
    this.#onDone = onDone;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.#take(chunk));
  }

  ask(request: string, dueMs: number): void {
    this.#dueMs = dueMs;
    this.#bytesLeft = -1;
    this.#head = "";
    this.#socket.write(request, "latin1");
  }

  #take(chunk: Buffer): void {
    if (this.#bytesLeft === -1) {
      this.#head += chunk.toString("latin1", 0, Math.min(chunk.length, 4096));
      const headEnd = this.#head.indexOf("\r\n\r\n");
      if (headEnd === -1) return;
      this.#ok = this.#head.startsWith("HTTP/1.1 200");
      const length = /\r\ncontent-length: (\d+)/i.exec(this.#head)?.[1];
      // What came before this chunk was all head.
      this.#bytesLeft = Number(length ?? 0) + headEnd + 4 - (this.#head.length - Math.min(chunk.length, 4096));
    }
    this.#bytesLeft -= chunk.length;
    if (this.#bytesLeft <= 0) this.#onDone(this, this.#dueMs, this.#ok);
  }

  close(): void {
    this.#socket.destroy();
  }
}

async function run(order: SteadyOrder): Promise<SteadyResult> {
  const idle: Connection[] = [];
  const waiting: number[] = [];
  const latencies: number[] = [];
  let failed = 0;
  const start = performance.now();
  const finish = (connection: Connection, dueMs: number, ok: boolean) => {
    const now = performance.now();
    if (!ok) failed += 1;
    if (dueMs - start > warmUpMilliseconds) latencies.push(now - dueMs);
    const next = waiting.shift();
    if (next === undefined) idle.push(connection);
    else connection.ask(order.request, next);
  };
  const all = await Promise.all(Array.from({ length: order.connections }, () => open(order, finish)));
  idle.push(...all);
  const everyMs = 1000 / order.perSecond;
  let due = performance.now();
  const end = due + order.seconds * 1000 + warmUpMilliseconds;
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const now = performance.now();
      for (; due <= now; due += everyMs) {
        const connection = idle.pop();
        if (connection) connection.ask(order.request, due);
        else waiting.push(due);
      }
      if (now < end) return;
      clearInterval(timer);
      resolve();
    }, tickMilliseconds);
  });
  for (const connection of all) connection.close();
  latencies.sort((left, right) => left - right);
  const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? 0;
  return {
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    p999Ms: at(0.999),
    answered: latencies.length,
    failed: failed + waiting.length,
  };
}

function open(
  { host, port }: SteadyOrder,
  onDone: (connection: Connection, dueMs: number, ok: boolean) => void,
): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, host, () => resolve(new Connection(socket, onDone)));
    socket.once("error", reject);
  });
}

console.log(JSON.stringify(await run(JSON.parse(process.argv[2] ?? "") as SteadyOrder)));
