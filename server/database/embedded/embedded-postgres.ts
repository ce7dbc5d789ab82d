import { chmodSync, existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { AppError } from "#server/errors/app-error.ts";
import { lockDataDirectory } from "./data-directory-lock.ts";

const checkpointMilliseconds = 5 * 60_000;

// PGlite's own parameters without "-F", which switches fsync off: what was committed survives a power cut too.
const durableParameters = PGlite.defaultStartParams.filter((parameter) => parameter !== "-F");

/**
 * Opens the embedded PostgreSQL in a directory, creating it first if need be.
 *
 * Errors: AppError database_in_use when another process holds it, database_unavailable when it can't be opened.
 * Races:  a lock file admits one process; a creation that was broken off leaves only `<directory>.new` behind.
 */
export async function openEmbeddedPostgres(directory: string): Promise<{ pglite: PGlite; close(): Promise<void> }> {
  const lock = lockDataDirectory(directory);
  try {
    if (!existsSync(join(directory, "PG_VERSION"))) await createCluster(directory);
    // PGlite makes its files writable for every user, so the directory is closed to other users.
    chmodSync(directory, 0o700);
    const pglite = await open({ dataDir: directory, startParams: durableParameters });
    const stopCheckpoints = checkpointRegularly(pglite);
    return {
      pglite,
      async close() {
        stopCheckpoints();
        if (!pglite.closed) await pglite.close();
        lock.release();
      },
    };
  } catch (cause) {
    lock.release();
    throw new AppError("database_unavailable", {
      cause,
      detail: `the embedded database in ${directory} could not be opened. Restore it from a backup, or start with another PORTICO_DATA_DIR.`,
    });
  }
}

/** An embedded PostgreSQL that ends with the process; `image` is a dumped data directory to start from. */
export async function openMemoryPostgres(image?: Blob): Promise<PGlite> {
  return open(image ? { loadDataDir: image } : {});
}

async function open(options: ConstructorParameters<typeof PGlite>[0] & object): Promise<PGlite> {
  const pglite = new PGlite(options);
  await pglite.waitReady;
  // Prisma's adapter writes timestamps without an offset and drops the offset of what it reads.
  await pglite.exec("SET TIME ZONE 'UTC'");
  return pglite;
}

async function createCluster(directory: string): Promise<void> {
  if (existsSync(directory) && readdirSync(directory).length > 0) {
    throw new Error(`${directory} exists, is not empty, and holds no database: nothing of it was touched.`);
  }
  const draft = `${directory}.new`;
  rmSync(draft, { recursive: true, force: true });
  const pglite = new PGlite(draft);
  await pglite.waitReady;
  await pglite.close();
  rmSync(directory, { recursive: true, force: true });
  renameSync(draft, directory);
}

/**
 * A stand-alone backend has no checkpointer: without this the write-ahead log grows until the portal is stopped, and a start
 * after a kill -9 replays all of it.
 */
function checkpointRegularly(pglite: PGlite): () => void {
  const timer = setInterval(() => {
    pglite.exec("CHECKPOINT").catch(() => undefined); // closed in the meantime, or the disk is full: the writes say so
  }, checkpointMilliseconds);
  timer.unref();
  return () => clearInterval(timer);
}
