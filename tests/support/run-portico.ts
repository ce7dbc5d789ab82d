import { spawn } from "node:child_process";
import { join } from "node:path";

const projectRoot = join(import.meta.dirname, "../..");

export interface CommandResult {
  exitCode: number;
  out: string;
  err: string;
}

export interface RunPorticoOptions {
  env: Readonly<Record<string, string>>;
  /** What standard input says; it ends after it. */
  input?: string;
  /** Another user of the operating system. */
  uid?: number;
}

/** Runs a command of the administration as a process of its own, without a terminal. */
export function runPortico(
  args: readonly string[],
  { env, input = "", uid }: RunPorticoOptions,
): Promise<CommandResult> {
  const child = spawn(process.execPath, ["server/commands/run-commands.ts", ...args], {
    cwd: projectRoot,
    env: { PATH: process.env["PATH"] ?? "", NODE_ENV: "production", ...env },
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const result = { exitCode: 0, out: "", err: "" };
  child.stdout.on("data", (chunk: Buffer) => {
    result.out += chunk;
  });
  child.stderr.on("data", (chunk: Buffer) => {
    result.err += chunk;
  });
  child.stdin.on("error", () => undefined); // it ended without reading
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ ...result, exitCode: exitCode ?? -1 }));
  });
}
