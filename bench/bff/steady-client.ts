import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { stolenTicks } from "./stolen-time.ts";

/*
 * Asks several contestants for a fixed number of answers a second over kept-open connections and counts how long each took
 * from when its request was due, also when it had to wait for a free connection: a contestant that stops for a moment
 * doesn't get fewer questions for it. They take turns every half second, so that what else the machine does meets all of
 * them, and a turn in which the host took a core away (`steal` in /proc/stat) counts for nobody: such a stop lasts up to
 * 100 ms, which says nothing of the contestant it happens to meet.
 *
 * Bytes are written and counted rather than parsed as HTTP, since this shares a core with the API.
 */

export interface SteadyOrder {
  /** `request` is a whole one, ready to be written. */
  contestants: { name: string; host: string; port: number; request: string }[];
  perSecond: number;
  /** Of each contestant, without the turns that don't count. */
  seconds: number;
  /** To each contestant. */
  connections: number;
}

export interface SteadyResult {
  name: string;
  p50Ms: number;
  p99Ms: number;
  p999Ms: number;
  /** Of the counted turns' own p99, the median: one stop of a tenth of a second makes a single turn's p99, but that of the whole too. */
  p99OfMedianTurnMs: number;
  /** Of all turns, also those set aside. */
  p99OfAllMs: number;
  answered: number;
  failed: number;
  turns: number;
  /** Turns that don't count because the host took a core away in them. */
  turnsSetAside: number;
}

const tickMilliseconds = 1;
const turnMilliseconds = 500;
/** Nothing of the first turns counts: code gets warm. */
const warmUpTurns = 10;
/** On a host that takes the cores away all the time there are never enough turns that count. */
const turnsPerWanted = 4;

type OnDone = (connection: Connection, dueMs: number, ok: boolean) => void;

class Connection {
  readonly #socket: Socket;
  #onDone: OnDone | undefined;
  #dueMs = 0;
  #bytesLeft = 0;
  #ok = false;

  private constructor(host: string, port: number, opened: (connection: Connection) => void) {
    // One buffer for all that comes, instead of a new one each time.
    const onread = {
      buffer: Buffer.allocUnsafe(64 * 1024),
      callback: (bytes: number, buffer: Uint8Array) => this.#take(bytes, buffer),
    };
    this.#socket = connect({ host, port, noDelay: true, onread }, () => opened(this));
    this.#socket.once("close", () => {
      if (this.#onDone) throw new Error("bench: a contestant closed a connection");
    });
  }

  static open(host: string, port: number, onDone: OnDone): Promise<Connection> {
    return new Promise((resolve) => {
      new Connection(host, port, (connection) => {
        connection.#onDone = onDone;
        resolve(connection);
      });
    });
  }

  ask(request: Buffer, dueMs: number): void {
    this.#dueMs = dueMs;
    this.#socket.write(request);
  }

  #take(bytes: number, chunk: Uint8Array): boolean {
    // A head comes in one piece: it was written in one.
    if (this.#bytesLeft === 0) {
      const head = (chunk as Buffer).toString("latin1", 0, Math.min(bytes, 1024));
      const headEnd = head.indexOf("\r\n\r\n");
      this.#ok = head.startsWith("HTTP/1.1 200") && headEnd !== -1;
      this.#bytesLeft = headEnd + 4 + contentLength(head);
    }
    this.#bytesLeft = Math.max(0, this.#bytesLeft - bytes);
    if (this.#bytesLeft === 0) this.#onDone?.(this, this.#dueMs, this.#ok);
    return true;
  }

  close(): void {
    this.#onDone = undefined;
    this.#socket.destroy();
  }
}

function contentLength(head: string): number {
  const name = "ontent-length: ";
  const at = head.indexOf(name);
  return at === -1 ? 0 : Number.parseInt(head.slice(at + name.length, at + name.length + 10), 10);
}

class Contestant {
  readonly result: SteadyResult;
  readonly #request: Buffer;
  readonly #connections: Connection[] = [];
  readonly #idle: Connection[] = [];
  /** When each request was due that no connection was free for. */
  readonly #waiting: number[] = [];
  readonly #latencies: number[] = [];
  readonly #allLatencies: number[] = [];
  readonly #p99OfTurns: number[] = [];
  #latenciesOfTurn: number[] = [];
  #whenAllAnswered: (() => void) | undefined;

  constructor(name: string, request: string) {
    this.result = {
      name,
      p50Ms: 0,
      p99Ms: 0,
      p999Ms: 0,
      p99OfMedianTurnMs: 0,
      p99OfAllMs: 0,
      answered: 0,
      failed: 0,
      turns: 0,
      turnsSetAside: 0,
    };
    this.#request = Buffer.from(request, "latin1");
  }

  async open(host: string, port: number, count: number): Promise<void> {
    for (let opened = 0; opened < count; opened++) {
      this.#connections.push(await Connection.open(host, port, (...done) => this.#finish(...done)));
    }
    this.#idle.push(...this.#connections);
  }

  /** One turn; ends when every answer is there. */
  async takeTurn(perSecond: number): Promise<void> {
    const everyMs = 1000 / perSecond;
    let due = performance.now();
    const end = due + turnMilliseconds;
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        const now = performance.now();
        for (; due <= now && due < end; due += everyMs) this.#ask(due);
        if (now < end) return;
        clearInterval(timer);
        resolve();
      }, tickMilliseconds);
    });
    if (this.#idle.length === this.#connections.length) return;
    await new Promise<void>((resolve) => {
      this.#whenAllAnswered = resolve;
    });
  }

  /** After a turn: its latencies join the others, or are forgotten. */
  settle(counts: boolean): void {
    this.result.turns += 1;
    for (const latency of this.#latenciesOfTurn) this.#allLatencies.push(latency);
    if (counts) {
      for (const latency of this.#latenciesOfTurn) this.#latencies.push(latency);
      this.#p99OfTurns.push(at(sorted(this.#latenciesOfTurn), 0.99));
    } else this.result.turnsSetAside += 1;
    this.#latenciesOfTurn = [];
  }

  /** Forgets what the warm-up measured. */
  begin(): void {
    this.#latencies.length = 0;
    this.#allLatencies.length = 0;
    this.#p99OfTurns.length = 0;
    Object.assign(this.result, { turns: 0, turnsSetAside: 0 });
  }

  conclude(): SteadyResult {
    for (const connection of this.#connections) connection.close();
    const [counted, all] = [sorted(this.#latencies), sorted(this.#allLatencies)];
    return {
      ...this.result,
      p50Ms: at(counted, 0.5),
      p99Ms: at(counted, 0.99),
      p999Ms: at(counted, 0.999),
      p99OfMedianTurnMs: at(sorted(this.#p99OfTurns), 0.5),
      p99OfAllMs: at(all, 0.99),
      answered: counted.length,
    };
  }

  #ask(due: number): void {
    // In turn: one that rests for five seconds is closed.
    const connection = this.#idle.shift();
    if (connection) connection.ask(this.#request, due);
    else this.#waiting.push(due);
  }

  #finish(connection: Connection, dueMs: number, ok: boolean): void {
    if (!ok) this.result.failed += 1;
    this.#latenciesOfTurn.push(performance.now() - dueMs);
    const next = this.#waiting.shift();
    if (next !== undefined) {
      connection.ask(this.#request, next);
      return;
    }
    this.#idle.push(connection);
    if (this.#idle.length < this.#connections.length) return;
    this.#whenAllAnswered?.();
    this.#whenAllAnswered = undefined;
  }
}

function sorted(values: readonly number[]): Float64Array {
  return Float64Array.from(values).sort();
}

function at(sortedValues: Float64Array, share: number): number {
  return sortedValues[Math.floor(sortedValues.length * share)] ?? Number.NaN;
}

async function run(order: SteadyOrder): Promise<SteadyResult[]> {
  const contestants: Contestant[] = [];
  for (const { name, host, port, request } of order.contestants) {
    const contestant = new Contestant(name, request);
    await contestant.open(host, port, order.connections);
    contestants.push(contestant);
  }
  const wanted = Math.ceil((order.seconds * 1000) / turnMilliseconds);
  const enough = () => contestants.every(({ result }) => result.turns - result.turnsSetAside >= wanted);
  for (let turn = -warmUpTurns; turn < wanted * turnsPerWanted && !enough(); turn++) {
    // What one leaves behind to do falls into the next one's turn as often as the other way round.
    for (const contestant of turn % 2 === 0 ? contestants : contestants.toReversed()) {
      if (turn === 0) contestant.begin();
      const stolenBefore = stolenTicks();
      await contestant.takeTurn(order.perSecond);
      await sleep(20);
      // Only now: the kernel's count comes a little late.
      contestant.settle(stolenTicks() === stolenBefore);
    }
  }
  return contestants.map((contestant) => contestant.conclude());
}

console.log(JSON.stringify(await run(JSON.parse(process.argv[2] ?? "") as SteadyOrder)));
