import { existsSync } from "node:fs";
import { join } from "node:path";
import { ExpectedFailure } from "./expected-failure.mjs";
import { projectRoot } from "./project-root.mjs";
import { runQuietly } from "./run-step.mjs";

const requiredMajor = 24;

/**
 * Path of the Node that runs Portico: the one pinned in package.json's optionalDependencies, so that every script runs on
 * the same version whatever the host has. Where it doesn't exist or can't run (Alpine's musl), the host's if new enough.
 */
export async function findPinnedNode() {
  const platform = process.platform === "win32" ? "win" : process.platform;
  const file = process.platform === "win32" ? "node.exe" : "node";
  // The registry names the package for Apple silicon differently.
  const prefix = platform === "darwin" && process.arch === "arm64" ? "node-bin" : "node";
  const pinned = join(projectRoot, "node_modules", `${prefix}-${platform}-${process.arch}`, "bin", file);

  if (existsSync(pinned) && (await majorOf(pinned)) >= requiredMajor) return pinned;
  if (Number(process.versions.node.split(".")[0]) >= requiredMajor) return process.execPath;
  throw new ExpectedFailure(
    `portico: Node ${requiredMajor} or later is needed. The pinned one does not run on this system (${process.platform}-${process.arch}) ` +
      `and the installed one is ${process.version}. Install Node ${requiredMajor} (https://nodejs.org) and start again.`,
  );
}

async function majorOf(path) {
  const { exitCode, output } = await runQuietly(path, ["--version"]);
  return exitCode === 0 ? Number(/^v(\d+)\./.exec(output.trim())?.[1] ?? 0) : 0;
}
