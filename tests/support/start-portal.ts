import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePorts } from "./free-ports.ts";
import { createPostgresDatabase } from "./postgres-template.ts";

const projectRoot = join(import.meta.dirname, "../..");
const readyWithinMilliseconds = 110_000;

/** A hook that timed out while it waited for a portal has nothing to stop it with: none outlives the tests' process. */
const living = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of living) child.kill("SIGKILL");
});

export interface StartPortalOptions {
  /** embedded: a data directory of its own. postgres: a fresh database on TEST_DATABASE_URL. Or a URL, to share a database. */
  database?: "embedded" | "postgres" | { url: string };
  /** Keeps state between two starts: the directory of an earlier portal, started with `keepDataDirectory`. */
  dataDirectory?: string;
  keepDataDirectory?: boolean;
  /** First of five consecutive ports; free ones by default. */
  port?: number;
  /** Path of a portico.config.ts to use instead of the project's. */
  config?: string;
  env?: Readonly<Record<string, string>>;
  /** None by default: those of `npm start` size memory, which only measurements need. */
  nodeFlags?: readonly string[];
}

export interface RunningPortal {
  /** The public URL, without a trailing slash. */
  url: string;
  urls: { portal: string; providers: string; api: string; calendarBuddy: string; notebook: string };
  port: number;
  pid: number;
  dataDirectory: string;
  /** Its database when it is PostgreSQL: for a second process on the same one. */
  databaseUrl: string | undefined;
  /** All that it has printed so far. */
  log(): string;
  /** Stops reading what it prints, as a log collector that died. */
  closeLog(): void;
  /** Waits for its end; SIGTERM by default. Removes what was made for it. Returns the exit code, `null` when a signal ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/**
 * Starts the portal as a process of its own and waits until it is ready.
 *
 * Errors: throws with its log when it ends or isn't ready within two minutes.
 */
export async function startPortal(options: StartPortalOptions = {}): Promise<RunningPortal> {
  const port = options.port ?? (await findFreePorts(5));
  const dataDirectory = options.dataDirectory ?? mkdtempSync(join(tmpdir(), "portico-test-"));
  const own = options.database === "postgres" ? await createPostgresDatabase() : undefined;
  const databaseUrl = own?.url ?? (typeof options.database === "object" ? options.database.url : undefined);

  const child = spawn(process.execPath, [...(options.nodeFlags ?? []), "server/main.ts"], {
    cwd: projectRoot,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...inheritedEnvironment(),
      NODE_ENV: "production",
      PORT: String(port),
      PORTICO_DATA_DIR: dataDirectory,
      ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
      ...(options.config ? { PORTICO_CONFIG: options.config } : {}),
      ...options.env,
    },
  });
  living.add(child);
  child.once("exit", () => living.delete(child));
  // Not "exit": what it printed last may still be in the pipe then.
  const exited = once(child, "close") as Promise<[number | null]>;
  let output = "";
  const collect = (chunk: Buffer) => {
    output += chunk;
  };
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);

  async function stop(signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
    child.kill(signal);
    const [exitCode] = await exited;
    await own?.drop();
    if (!options.keepDataDirectory) rmSync(dataDirectory, { recursive: true, force: true });
    return exitCode;
  }

  const url = options.env?.["PORTICO_URL"] ?? `http://localhost:${port}`;
  try {
    await untilReady(`http://localhost:${port}/readyz`, child);
  } catch (error) {
    await stop("SIGKILL");
    throw new Error(`${error instanceof Error ? error.message : error}\n${output}`);
  }
  return {
    url,
    urls: {
      portal: url,
      providers: `http://localhost:${port + 1}`,
      api: `http://localhost:${port + 2}`,
      calendarBuddy: `http://localhost:${port + 3}`,
      notebook: `http://localhost:${port + 4}`,
    },
    port,
    pid: child.pid ?? 0,
    dataDirectory,
    databaseUrl,
    log: () => output,
    closeLog() {
      child.stdout.destroy();
      child.stderr.destroy();
    },
    stop,
  };
}

/** What a portal under test must not inherit: the settings of the shell that the tests run in. */
export function inheritedEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(
    ([name]) => !/^(PORTICO_|AUTH_|PORT$|HOST$|DATABASE_URL$|REDIS_URL$|VITEST|NODE_OPTIONS$)/.test(name),
  );
  return Object.fromEntries(entries) as NodeJS.ProcessEnv;
}

async function untilReady(readyUrl: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + readyWithinMilliseconds;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`The portal ended before it was ready (exit ${child.exitCode ?? child.signalCode}).`);
    }
    const ready = await fetch(readyUrl).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    // No event crosses processes before the port is open: asking again is all there is.
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The portal was not ready within ${readyWithinMilliseconds / 1000} s.`);
}
