import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { serverFlags } from "../../scripts/node-flags.mjs";
import { strangersApp } from "./hostile-authorizations.ts";

const root = join(import.meta.dirname, "../..");

export interface OpenPortal {
  port: number;
  pid: number;
  stop(): Promise<void>;
}

/** Limits that never bite: what a request costs is measured, not how many come. */
const open = 1_000_000_000;
const config = {
  rateLimits: { signInPerMinute: open, tokenPerMinute: open },
  clients: [
    {
      ...{ clientId: strangersApp.clientId, name: "Strangers", redirectUris: [strangersApp.redirectUri] },
      grantTypes: ["authorization_code", "urn:ietf:params:oauth:grant-type:device_code"],
      tokenEndpointAuthMethod: "none",
    },
  ],
  dynamicRegistration: { open: true },
  clientIdMetadataDocuments: { allowedHosts: ["nowhere.invalid"] },
};

/** The portal in demo mode as `npm start` runs it, on one core, with limits that never bite. */
export async function startOpenPortal(port: number): Promise<OpenPortal> {
  const directory = mkdtempSync(join(tmpdir(), "portico-bench-"));
  const file = join(directory, "portico.config.ts");
  writeFileSync(file, `export default ${JSON.stringify(config)};`);
  const child = spawn(process.execPath, [...serverFlags, join(root, "server/main.ts")], {
    cwd: root,
    env: {
      ...{ PATH: process.env["PATH"] ?? "", NODE_ENV: "production", PORTICO_LOG_LEVEL: "error" },
      ...{ PORT: String(port), PORTICO_DATA_DIR: directory, PORTICO_CONFIG: file },
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = once(child, "exit");
  process.once("exit", () => child.kill("SIGKILL"));
  while (!(await isReady(port))) {
    if (child.exitCode !== null) throw new Error("bench: the portal ended before it was ready");
    await delay(200);
  }
  return {
    port,
    pid: child.pid ?? 0,
    async stop() {
      child.kill("SIGTERM");
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const isReady = (port: number): Promise<boolean> =>
  fetch(`http://localhost:${port}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
