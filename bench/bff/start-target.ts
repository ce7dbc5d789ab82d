import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { serverFlags } from "../../scripts/node-flags.mjs";
import type { Memory, Ready } from "./targets/say-ready.ts";

export interface Target extends Ready {
  pid: number;
  /** After a full collection, so that what is left is what is kept. */
  memory(): Promise<Memory>;
  stop(): Promise<void>;
}

const ownTargets = join(import.meta.dirname, "targets");

/**
 * Starts a contestant (or the API) as a process of its own on one core, and waits until it takes requests. All of them run
 * with the flags that `npm start` gives to the server.
 */
export async function startTarget(
  name: string,
  core: number,
  env: Record<string, string> = {},
  directory = ownTargets,
): Promise<Target> {
  const file = join(directory, `${name}.ts`);
  const child = spawn("taskset", ["-c", String(core), process.execPath, ...serverFlags, "--expose-gc", file], {
    env: { PATH: process.env["PATH"] ?? "", NODE_ENV: "production", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  // Also when the bench itself fails.
  process.once("exit", () => child.kill("SIGKILL"));
  const lines = createInterface({ input: child.stdout });
  const ready = await new Promise<Ready>((resolve, reject) => {
    lines.on("line", (line) => line.startsWith('{"url"') && resolve(JSON.parse(line) as Ready));
    lines.once("close", () => reject(new Error(`bench: ${name} ended before it was ready`)));
  });
  return {
    ...ready,
    pid: child.pid ?? 0,
    memory() {
      const told = new Promise<Memory>((resolve) => {
        const listen = (line: string) => {
          if (!line.startsWith('{"heapMegabytes"')) return;
          lines.off("line", listen);
          resolve(JSON.parse(line) as Memory);
        };
        lines.on("line", listen);
      });
      child.kill("SIGUSR2");
      return told;
    },
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
