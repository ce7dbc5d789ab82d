import { spawn } from "node:child_process";
import { join } from "node:path";
import type { RunningPortal } from "./start-portal.ts";

const projectRoot = join(import.meta.dirname, "../..");

export interface DemoApp {
  /** All that it has printed so far. */
  output(): string;
  /** Waits until what it printed matches. Errors: it ended without. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  exited: Promise<number | null>;
  stop(): void;
}

/** Starts a demo app of the terminal beside a portal, as `npm run demo:…` does. */
export function startDemoApp(
  program: "tv-guide" | "night-report",
  portal: Pick<RunningPortal, "port" | "dataDirectory">,
): DemoApp {
  const child = spawn(process.execPath, [`demo/${program}.ts`], {
    cwd: projectRoot,
    stdio: ["ignore", "pipe", "pipe"],
    env: { NODE_ENV: "production", PORT: String(portal.port), PORTICO_DATA_DIR: portal.dataDirectory },
  });
  let output = "";
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
  let ended = false;
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
    exited,
    stop: () => void child.kill(),
  };
}
