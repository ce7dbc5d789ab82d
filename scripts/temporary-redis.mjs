import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findExecutable } from "./find-executable.mjs";
import { findFreePort, startService } from "./start-service.mjs";

export function findRedisProgram() {
  return findExecutable(["redis-server", "valkey-server"], ["/opt/homebrew/bin", "/usr/local/bin"]);
}

/** Starts a throw-away Redis that keeps nothing; returns its URL and the way to stop it. */
export async function startTemporaryRedis(program) {
  const folder = mkdtempSync(join(tmpdir(), "portico-redis-"));
  try {
    const port = await findFreePort();
    const settings = [
      "--port",
      String(port),
      "--bind",
      "127.0.0.1",
      "--save",
      "",
      "--appendonly",
      "no",
      "--daemonize",
      "no",
    ];
    const stop = await startService({
      name: "Redis",
      command: program,
      args: [...settings, "--dir", folder],
      cwd: folder,
      ready: /Ready to accept connections/,
    });
    return {
      url: `redis://127.0.0.1:${port}`,
      stop: async () => {
        await stop();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
