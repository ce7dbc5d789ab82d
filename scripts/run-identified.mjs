import { spawn } from "node:child_process";

/** Runs a command as another user (`identity` of spawn) and collects what it prints. */
export function runIdentified(command, args, { cwd, env, identity }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, ...identity, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const collect = (chunk) => {
      output += chunk;
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.once("error", (error) => resolve({ exitCode: 127, output: error.message }));
    child.once("close", (exitCode) => resolve({ exitCode: exitCode ?? 1, output }));
  });
}
