import { randomBytes } from "node:crypto";
import { chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ExpectedFailure } from "./expected-failure.mjs";
import { findExecutable, versionedFolders } from "./find-executable.mjs";
import { runIdentified } from "./run-identified.mjs";
import { findFreePort, startService } from "./start-service.mjs";

/** Folder of PostgreSQL's server programs; `undefined` when none is installed. */
export function findPostgresPrograms() {
  // Debian keeps them off the PATH, and what is on it may be a wrapper: the real folders come first.
  const folders = [
    ...versionedFolders("/usr/lib/postgresql", "bin"),
    ...versionedFolders("/opt/homebrew/opt", "bin").filter((folder) => /postgresql(@\d+)?\/bin$/.test(folder)),
    ...versionedFolders("/usr/local/opt", "bin").filter((folder) => /postgresql(@\d+)?\/bin$/.test(folder)),
    ...versionedFolders("/usr", "bin").filter((folder) => /pgsql-\d+\/bin$/.test(folder)),
    "/Applications/Postgres.app/Contents/Versions/latest/bin",
    "C:\\Program Files\\PostgreSQL\\18\\bin",
    "C:\\Program Files\\PostgreSQL\\17\\bin",
  ];
  const initdb = findExecutable(["initdb"], folders);
  return initdb && findExecutable(["postgres"], [dirname(initdb)]) ? dirname(initdb) : undefined;
}

/** Starts a throw-away cluster, fast rather than durable; returns its URL and the way to stop and remove it. */
export async function startTemporaryPostgres(programs) {
  const folder = mkdtempSync(join(tmpdir(), "portico-postgres-"));
  try {
    const identity = unprivilegedIdentity();
    if (identity.uid !== undefined) chownSync(folder, identity.uid, identity.gid);
    const data = join(folder, "data");
    const password = randomBytes(18).toString("hex");
    const passwordFile = join(folder, "password");
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (identity.uid !== undefined) chownSync(passwordFile, identity.uid, identity.gid);

    // Messages are read below: they must be English. Locale C needs nothing installed.
    const env = { ...process.env, LC_ALL: "C", HOME: folder };
    const initdb = await runIdentified(
      join(programs, "initdb"),
      [
        "-D",
        data,
        "-U",
        "portico",
        "-A",
        "scram-sha-256",
        `--pwfile=${passwordFile}`,
        "-E",
        "UTF8",
        "--locale=C",
        "--no-sync",
      ],
      { cwd: folder, env, identity },
    );
    if (initdb.exitCode !== 0) throw new ExpectedFailure(`${initdb.output}\nportico: initdb failed.`);

    const port = await findFreePort();
    const settings = {
      listen_addresses: "127.0.0.1",
      unix_socket_directories: process.platform === "win32" ? "" : folder,
      fsync: "off",
      synchronous_commit: "off",
      full_page_writes: "off",
      max_connections: "200",
      // The tests are to notice what depends on the server's time zone.
      timezone: "Asia/Kathmandu",
    };
    const stop = await startService({
      name: "PostgreSQL",
      command: join(programs, "postgres"),
      args: [
        "-D",
        data,
        "-p",
        String(port),
        ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
      ],
      cwd: folder,
      env,
      identity,
      ready: /database system is ready to accept connections/,
      // Fast shutdown: does not wait for clients to leave.
      stopSignal: "SIGINT",
    });
    return {
      url: `postgresql://portico:${password}@127.0.0.1:${port}/postgres`,
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

/** PostgreSQL refuses to run as root: there it runs as its package's user, else as nobody. */
function unprivilegedIdentity() {
  if (process.getuid?.() !== 0) return {};
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const user = users.find(([name]) => name === "postgres") ?? users.find(([name]) => name === "nobody");
  if (!user)
    throw new ExpectedFailure(
      "portico: running as root, and there is no user `postgres` or `nobody` to run PostgreSQL as.",
    );
  return { uid: Number(user[2]), gid: Number(user[3]) };
}
