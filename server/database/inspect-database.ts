import type { DatabaseConnection, PoolFacts } from "./database-connection.ts";
import { readMigrationFiles } from "./migration-files.ts";
import { migrationsDirectory } from "./migrations-directory.ts";

export interface MigrationFacts {
  applied: number;
  /** The last one that was applied. */
  latest: string | null;
  latestAt: Date | null;
  /** Names of those that this version has and the database has not. */
  pending: readonly string[];
  /** Names of those that the database has and this version doesn't know: a newer process has applied them. */
  unknown: readonly string[];
}

export interface InspectedDatabase {
  kind: DatabaseConnection["kind"];
  /** Of PostgreSQL. */
  version: string;
  /** Of the whole database, with its indexes; `null` where the server doesn't say. */
  sizeBytes: number | null;
  migrations: MigrationFacts;
  pool: PoolFacts | null;
}

/** What a running portal's database says of itself: three short statements. Errors: those of the connection. */
export async function inspectDatabase({ kind, run, pool }: DatabaseConnection): Promise<InspectedDatabase> {
  const [shown] = (await run("SHOW server_version", [])).rows as { server_version: string }[];
  return {
    kind,
    version: shown?.server_version.split(" ")[0] ?? "",
    sizeBytes: await sizeOf(run),
    migrations: await migrationsOf(run),
    pool: pool(),
  };
}

/** The right to ask may have been taken from the role. */
async function sizeOf(run: DatabaseConnection["run"]): Promise<number | null> {
  try {
    const { rows } = await run("SELECT pg_database_size(current_database()) AS bytes", []);
    return Number((rows as { bytes: bigint }[])[0]?.bytes ?? 0) || null;
  } catch {
    return null;
  }
}

async function migrationsOf(run: DatabaseConnection["run"]): Promise<MigrationFacts> {
  const { rows } = await run(
    `SELECT migration_name AS name, finished_at AS at FROM _prisma_migrations
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`,
    [],
  );
  const applied = rows as { name: string; at: Date }[];
  const has = new Set(applied.map(({ name }) => name));
  const files = readMigrationFiles(migrationsDirectory).map(({ name }) => name);
  const last = applied.at(-1);
  return {
    applied: applied.length,
    latest: last?.name ?? null,
    latestAt: last?.at ?? null,
    pending: files.filter((name) => !has.has(name)),
    unknown: [...has].filter((name) => !files.includes(name)),
  };
}
