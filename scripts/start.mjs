import { spawn } from "node:child_process";
import { constants } from "node:os";
import { serverFlags } from "./node-flags.mjs";
import { prepare } from "./prepare.mjs";
import { projectRoot } from "./project-root.mjs";

/** Prepares what is missing, then runs the portal until it ends; returns its exit code. */
export async function start(mode, args) {
  const node = await prepare({ build: mode === "production" });
  const watch = mode === "development" ? ["--watch", "--watch-preserve-output"] : [];
  const child = spawn(node, [...watch, ...serverFlags, "server/main.ts", ...args], {
    cwd: projectRoot,
    env: { ...process.env, NODE_ENV: mode, NEXT_TELEMETRY_DISABLED: "1" },
    stdio: "inherit",
  });
  forwardSignals(child);
  endWithNpm(child);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (exitCode, signal) => resolve(exitCode ?? 128 + (constants.signals[signal] ?? 0)));
  });
}

function forwardSignals(child) {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      // Ctrl-C in a terminal reaches the whole process group, the child included: a second one would read as impatience.
      if (signal === "SIGINT" && process.stdin.isTTY) return;
      child.kill(signal);
    });
  }
}

/**
 * npm passes a SIGTERM on to the shell that it started us in, which dies of it and tells nobody: the portal would stay behind,
 * holding port and data directory. So it ends when that shell is gone.
 */
function endWithNpm(child) {
  if (!process.env.npm_lifecycle_event || process.platform === "win32") return;
  const shell = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    child.kill("SIGTERM");
  }, 250);
  watch.unref();
}
