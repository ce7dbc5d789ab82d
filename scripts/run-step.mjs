import { spawn } from "node:child_process";
import { ExpectedFailure } from "./expected-failure.mjs";
import { projectRoot } from "./project-root.mjs";

/**
 * Runs a command that stays quiet unless it fails; then everything that it printed is shown.
 *
 * Errors: ExpectedFailure naming the step, with `output` and `exitCode`; `timeoutSeconds` ends the command.
 */
export async function runStep(
  label,
  command,
  args,
  { env = {}, cwd = projectRoot, timeoutSeconds, quiet = false } = {},
) {
  const startedAt = performance.now();
  const { exitCode, output } = await runQuietly(command, args, { env, cwd, timeoutSeconds });
  if (exitCode !== 0) {
    const failure = new ExpectedFailure(`${output.trimEnd()}\n\nportico: ${label} failed (exit ${exitCode}).`);
    failure.output = output;
    failure.exitCode = exitCode;
    throw failure;
  }
  if (!quiet) console.log(`portico: ${label} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
  return output;
}

/** Runs a command and collects what it prints; never throws for a non-zero exit. */
export function runQuietly(command, args, { env = {}, cwd = projectRoot, timeoutSeconds } = {}) {
  return new Promise((resolve) => {
    // Windows starts npm.cmd and the like only through a shell.
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32" && !command.endsWith(".exe"),
      ...(timeoutSeconds ? { timeout: timeoutSeconds * 1000 } : {}),
    });
    let output = "";
    const collect = (chunk) => {
      output += chunk;
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.on("error", (error) => resolve({ exitCode: 127, output: `${output}${error.message}\n` }));
    child.on("close", (exitCode, signal) =>
      resolve({ exitCode: exitCode ?? 1, output: signal ? `${output}(${signal})\n` : output }),
    );
  });
}
