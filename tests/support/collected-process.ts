import { spawn } from "node:child_process";
import { join } from "node:path";

const projectRoot = join(import.meta.dirname, "../..");

export interface CollectedProcess {
  /** All that it has printed so far. */
  output(): string;
  /** Waits until what it printed matches. Errors: it ended without. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  /** A line on its standard input. */
  write(line: string): void;
  /** The exit code, once all output is read. */
  exited: Promise<number | null>;
  stop(): void;
}

/** Starts a program in the project's root; what it prints can be awaited. */
export function startCollected(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): CollectedProcess {
  const child = spawn(command, args, {
    cwd: projectRoot,
    stdio: ["pipe", "pipe", "pipe"],
    env: { PATH: process.env["PATH"], NODE_ENV: "production", ...env },
  });
  let output = "";
  let ended = false;
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk;
      tell();
    });
  }
  const exited = new Promise<number | null>((resolve) => {
    child.once("close", (exitCode) => {
      ended = true;
      tell();
      resolve(exitCode);
    });
  });
  return {
    output: () => output,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(output);
          if (!found && !ended) return;
          listeners.delete(look);
          if (found) resolve(found);
          else reject(new Error(`It ended without saying ${pattern}:\n${output}`));
        };
        listeners.add(look);
        look();
      }),
    write: (line) => void child.stdin.write(`${line}\n`),
    exited,
    stop: () => void child.kill(),
  };
}
