import { spawn } from "node:child_process";
import { constants } from "node:os";
import { endWithNpm } from "./end-with-npm.mjs";
import { serverFlags } from "./node-flags.mjs";
import { prepare } from "./prepare.mjs";
import { projectRoot } from "./project-root.mjs";

/** SIGUSR2 makes new signing keys. Windows has no such signal. */
const forwarded = ["SIGINT", "SIGTERM", "SIGHUP", ...(process.platform === "win32" ? [] : ["SIGUSR2"])];

/** Prepares what is missing, then runs the portal until it ends; returns its exit code. */
export async function start(mode, args) {
  const node = await prepare({ build: mode === "production" });
  const development = mode === "development";
  const watch = development ? ["--watch", "--watch-preserve-output"] : [];
  const child = spawn(node, [...watch, ...serverFlags, "server/main.ts", ...args], {
    cwd: projectRoot,
    env: { ...process.env, NODE_ENV: mode, NEXT_TELEMETRY_DISABLED: "1" },
    // The portal ends when the channel closes, so that it never outlives this process and holds its port. With --watch the
    // channel would be the watcher's own.
    stdio: ["inherit", "inherit", "inherit", ...(development ? [] : ["ipc"])],
  });
  forwardSignals(child);
  endWithNpm(child);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (exitCode, signal) => resolve(exitCode ?? 128 + (constants.signals[signal] ?? 0)));
  });
}

function forwardSignals(child) {
  for (const signal of forwarded) {
    process.on(signal, () => {
      // Ctrl-C in a terminal reaches the whole process group, the child included: a second one would read as impatience.
      if (signal === "SIGINT" && process.stdin.isTTY) return;
      child.kill(signal);
    });
  }
}
