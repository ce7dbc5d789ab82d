import { runCommandLine } from "#server/commands/run-command-line.ts";
import type { Terminal } from "#server/commands/terminal.ts";

export interface CommandWorld {
  /** Runs a command line. Without an `answer` there is no terminal to ask at. `input` is the standard input. */
  run(line: string, given?: { answer?: string; input?: string }): Promise<number>;
  /** The operations that were called, with their input. */
  called: [name: string, input: unknown][];
  out: string[];
  err: string[];
  asked: string[];
  /** What operations answer by their names; an error is thrown. */
  answers: Record<string, unknown>;
}

export const commandPersonId = "0a4b2d1c-7f5e-4c3b-9a8d-1e2f3a4b5c6d";

/** A command line in front of an administration that only remembers. */
export function createCommandWorld(): CommandWorld {
  const world: Omit<CommandWorld, "run"> = { called: [], out: [], err: [], asked: [], answers: {} };

  async function call(name: string, given: unknown): Promise<unknown> {
    world.called.push([name, given]);
    const answer = world.answers[name] ?? { id: commandPersonId, wasDisabled: true };
    if (answer instanceof Error) throw answer;
    return answer;
  }

  return {
    ...world,
    run(line, { answer, input = "" } = {}) {
      const terminal: Terminal = {
        out: (text) => void world.out.push(text),
        err: (text) => void world.err.push(text),
        cells: 80,
        canAsk: answer !== undefined,
        gone: new AbortController().signal,
        async ask(question) {
          world.asked.push(question);
          return answer ?? "";
        },
        readInput: async () => input,
      };
      return runCommandLine(line === "" ? [] : line.split(" "), {
        terminal,
        version: "1.2.3",
        loadSettings: () => Promise.reject(new Error("no settings are needed")),
        connect: async () => ({ call, close: async () => {} }),
        readText: () => terminal.readInput(),
      });
    },
  };
}
