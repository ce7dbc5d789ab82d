import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Ready } from "./targets/say-ready.ts";

export interface Target extends Ready {
  pid: number;
  stop(): Promise<void>;
}

const ownTargets = join(import.meta.dirname, "targets");

/** Starts a contestant (or the API) as a process of its own on one core, and waits until it takes requests. */
export async function startTarget(
  name: string,
  core: number,
  env: Record<string, string> = {},
  directory = ownTargets,
): Promise<Target> {
  const file = join(directory, `${name}.ts`);
  const child = spawn("taskset", ["-c", String(core), process.execPath, file], {
    env: { PATH: process.env["PATH"] ?? "", NODE_ENV: "production", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  // Also when the bench itself fails.
  process.once("exit", () => child.kill("SIGKILL"));
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{"url"')) continue;
    return {
      ...(JSON.parse(line) as Ready),
      pid: child.pid ?? 0,
      async stop() {
        child.kill("SIGTERM");
        await ended;
      },
    };
  }
  throw new Error(`bench: ${name} ended before it was ready`);
}
