import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { ExpectedFailure } from "./expected-failure.mjs";

const startTimeoutMilliseconds = 30_000;
const stopTimeoutMilliseconds = 10_000;

/** Starts a server and waits until it prints that it is ready; returns the way to stop it. */
export function startService({
  name,
  command,
  args,
  cwd,
  ready,
  stopSignal = "SIGTERM",
  identity = {},
  env = process.env,
}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, ...identity, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const fail = (reason) => reject(new ExpectedFailure(`${output}\nportico: ${name} did not start (${reason}).`));
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      fail(`not ready within ${startTimeoutMilliseconds / 1000} s`);
    }, startTimeoutMilliseconds);
    const exited = new Promise((done) => child.once("exit", done));

    const watch = (chunk) => {
      output = (output + chunk).slice(-100_000);
      if (!ready.test(output)) return;
      clearTimeout(timer);
      resolve(async () => {
        const force = setTimeout(() => child.kill("SIGKILL"), stopTimeoutMilliseconds);
        child.kill(stopSignal);
        await exited;
        clearTimeout(force);
      });
    };
    child.stdout.on("data", watch);
    child.stderr.on("data", watch);
    child.once("error", (error) => {
      clearTimeout(timer);
      fail(error.message);
    });
    child.once("exit", (exitCode) => {
      clearTimeout(timer);
      fail(`exit ${exitCode}`);
    });
  });
}

/** A port of the loopback interface that is free at this moment. */
export function findFreePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
