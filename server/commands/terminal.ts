import { once } from "node:events";
import { createInterface } from "node:readline/promises";
import { exitCodes } from "./input/exit-codes.ts";

/** Where a command writes and asks. */
export interface Terminal {
  /** The promise, where there is one, ends when the reader has caught up. */
  out(line: string): Promise<unknown> | undefined;
  /** Beside the answer: errors, questions, what is going on. */
  err(line: string): void;
  /** Cells of a line; `undefined` when a program reads the answer. */
  readonly cells: number | undefined;
  /** Whether a person can be asked. */
  readonly canAsk: boolean;
  /** The person's answer to a question; empty when there is none. */
  ask(question: string): Promise<string>;
  /** Aborted when nothing reads the answer any more (`… | head`), or by Ctrl-C. */
  readonly gone: AbortSignal;
  /** All of standard input. */
  readInput(): Promise<string>;
}

/** This process's own. Questions go to stderr, so that an answer that is piped on has none in it. */
export function processTerminal(): Terminal & { isInterrupted(): boolean } {
  const { stdin, stdout, stderr } = process;
  const gone = new AbortController();
  stdout.on("error", () => gone.abort());
  let interrupted = false;
  process.once("SIGINT", () => {
    interrupted = true;
    gone.abort();
    // What is being done is finished first, unless it is asked for again.
    process.once("SIGINT", () => process.exit(exitCodes.interrupted));
  });
  return {
    gone: gone.signal,
    isInterrupted: () => interrupted,
    out(line) {
      if (gone.signal.aborted || stdout.write(`${line}\n`)) return undefined;
      return once(stdout, "drain", { signal: gone.signal }).catch(() => undefined);
    },
    err: (line) => void stderr.write(`${line}\n`),
    cells: stdout.isTTY ? stdout.columns : undefined,
    canAsk: stdin.isTTY && stderr.isTTY,
    async ask(question) {
      const reader = createInterface({ input: stdin, output: stderr });
      const ended = new Promise<string>((resolve) => reader.once("close", () => resolve("")));
      try {
        return await Promise.race([reader.question(question), ended]);
      } finally {
        reader.close();
      }
    },
    async readInput() {
      const chunks: Buffer[] = [];
      for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
      return Buffer.concat(chunks).toString("utf8");
    },
  };
}
