import { spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, chmodSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePorts } from "./free-ports.ts";

const program = "/usr/sbin/pgbouncer";
const readyWithinMilliseconds = 30_000;

/** Whether Debian's pgbouncer is installed. */
export const hasPgbouncer = isInstalled();

export interface PgbouncerOptions {
  mode: "transaction" | "session";
  /** Connections that it keeps to the server. */
  poolSize?: number;
  /** Connections that it takes from clients. */
  maxClients?: number;
}

/** A real pgbouncer before a server, with its own defaults for all else. `url` leads to the same database through it. */
export async function startPgbouncer(databaseUrl: string, { mode, poolSize = 20, maxClients = 100 }: PgbouncerOptions) {
  const { username, password, pathname } = new URL(databaseUrl);
  const directory = mkdtempSync(join(tmpdir(), "portico-pgbouncer-"));
  // It reads these as another user.
  chmodSync(directory, 0o755);
  const port = await findFreePorts(1);
  writeFileSync(join(directory, "users.txt"), `"${username}" "${decodeURIComponent(password)}"\n`);
  const settings = (database: URL) => [
    "[databases]",
    `${pathname.slice(1)} = host=${database.hostname} port=${database.port || 5432} dbname=${database.pathname.slice(1)}`,
    "[pgbouncer]",
    "listen_addr = 127.0.0.1",
    `listen_port = ${port}`,
    "unix_socket_dir =",
    "auth_type = plain",
    `auth_file = ${join(directory, "users.txt")}`,
    `pool_mode = ${mode}`,
    `default_pool_size = ${poolSize}`,
    `max_client_conn = ${maxClients}`,
  ];
  const file = join(directory, "pgbouncer.ini");
  const write = (toUrl: string) => writeFileSync(file, `${settings(new URL(toUrl)).join("\n")}\n`);
  write(databaseUrl);
  const child = spawn(program, [file], { ...unprivilegedIdentity(), stdio: ["ignore", "ignore", "pipe"] });
  const endWithTests = () => void child.kill("SIGKILL");
  process.on("exit", endWithTests);
  await new Promise<void>((resolve, reject) => {
    let output = "";
    const timer = setTimeout(() => reject(new Error(`pgbouncer is not ready: ${output}`)), readyWithinMilliseconds);
    child.stderr?.on("data", (chunk) => {
      output += chunk;
      if (!output.includes("process up")) return;
      clearTimeout(timer);
      resolve();
    });
    child.once("exit", () => reject(new Error(`pgbouncer ended: ${output}`)));
  });
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${port}`;
  return {
    url: url.href,
    /** Leads to another database of the server from now on. */
    leadTo(otherUrl: string): void {
      write(otherUrl);
      child.kill("SIGHUP");
    },
    async stop(): Promise<void> {
      process.off("exit", endWithTests);
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function isInstalled(): boolean {
  try {
    accessSync(program, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** It refuses to run as root. */
function unprivilegedIdentity(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const [, , uid, gid] = users.find(([name]) => name === "postgres") ?? users.find(([name]) => name === "nobody") ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}
