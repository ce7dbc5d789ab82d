import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ExpectedFailure } from "./expected-failure.mjs";
import { prepare } from "./prepare.mjs";
import { projectRoot } from "./project-root.mjs";

/** Runs one of the project's own TypeScript programs on the pinned Node; returns its exit code. */
export async function runProgram(file, args) {
  if (!existsSync(join(projectRoot, file))) throw new ExpectedFailure(`portico: there is no ${file}.`);
  const node = await prepare({ build: file.startsWith("bench/") });
  const child = spawn(node, [file, ...args], { cwd: projectRoot, stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (exitCode) => resolve(exitCode ?? 1));
  });
}
