import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { findFreePorts } from "#tests/support/free-ports.ts";
import { inheritedEnvironment } from "#tests/support/start-portal.ts";

/** The portal as operators run it: `command` is the process that a service manager signals. */
async function startService(command: string, args: readonly string[]) {
  const port = await findFreePorts(5);
  const dataDirectory = mkdtempSync(join(tmpdir(), "portico-service-"));
  const child = spawn(command, args, {
    cwd: join(import.meta.dirname, "../.."),
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...inheritedEnvironment(), CI: "", PORT: String(port), PORTICO_DATA_DIR: dataDirectory },
  });
  // Of the portal too: it has the same pipe, which ends when the last process that writes to it has ended.
  const allEnded = once(child, "close");
  const output = collect(child);
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await allEnded;
    rmSync(dataDirectory, { recursive: true, force: true });
  });
  await output.until(/Portico is ready/);
  const url = `http://localhost:${port}`;
  return { child, output, allEnded, url };
}

function collect(child: ChildProcess) {
  let text = "";
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      for (const check of waiting) check();
    });
  }
  return {
    until: (pattern: RegExp) =>
      new Promise<void>((resolve, reject) => {
        const check = () => {
          if (!pattern.test(text)) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        child.once("close", () => reject(new Error(`it ended without ${pattern}:\n${text}`)));
        check();
      }),
  };
}

const kidsAt = async (url: string) => {
  const { keys } = (await (await fetch(`${url}/oauth2/jwks`)).json()) as { keys: { kid: string }[] };
  return keys.map(({ kid }) => kid);
};
const isOpen = (url: string) =>
  fetch(`${url}/healthz`).then(
    () => true,
    () => false,
  );

describe("the service's main process", () => {
  it("passes SIGUSR2 on: signing keys get successors and the portal goes on", async () => {
    const { child, output, allEnded, url } = await startService(process.execPath, ["scripts/portico.mjs", "start"]);
    const before = await kidsAt(url);
    child.kill("SIGUSR2");
    await output.until(/signing keys rotated/);
    expect(await kidsAt(url)).toHaveLength(2 * before.length);
    child.kill("SIGTERM");
    await allEnded;
    expect(child.exitCode).toBe(0);
    expect(await isOpen(url)).toBe(false);
  });

  it("leaves no portal behind that holds the port when it is killed", async () => {
    const { child, allEnded, url } = await startService(process.execPath, ["scripts/portico.mjs", "start"]);
    child.kill("SIGKILL");
    await allEnded;
    expect(await isOpen(url)).toBe(false);
  });

  it("is npm: the portal ends with it after a signal that npm doesn't pass on", async () => {
    const { child, allEnded, url } = await startService("npm", ["start"]);
    child.kill("SIGUSR2");
    await allEnded;
    expect(await isOpen(url)).toBe(false);
  });
});
