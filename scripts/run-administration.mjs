import { spawn } from "node:child_process";
import { join } from "node:path";
import { findPinnedNode } from "./pinned-node.mjs";
import { prepare } from "./prepare.mjs";
import { projectRoot } from "./project-root.mjs";

/** Runs a command of the administration on the pinned Node; returns its exit code. */
export async function runAdministration(args) {
  // A shell asks for completions at each Tab: nothing is installed or generated for that.
  const node = args[0] === "--get-yargs-completions" ? await findPinnedNode() : await prepareAside();
  const child = spawn(node, ["server/commands/run-commands.ts", ...args], {
    cwd: projectRoot,
    // Compiled code is kept between commands, because most of the time of a short one goes into reading the sources.
    env: { NODE_COMPILE_CACHE: join(projectRoot, "node_modules/.cache/commands"), ...process.env },
    stdio: "inherit",
  });
  // A Ctrl-C in a terminal reaches both; the command decides what it means, and its exit code is ours.
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => signal === "SIGTERM" && child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (exitCode) => resolve(exitCode ?? 1));
  });
}

/** Prepares with its messages on stderr, because programs read what a command prints. */
async function prepareAside() {
  const { log } = console;
  console.log = console.error;
  try {
    return await prepare({ build: false });
  } finally {
    console.log = log;
  }
}
