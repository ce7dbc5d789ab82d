import { afterAll, describe } from "vitest";
import { assembleDatabase, type Database, openDatabase } from "#server/database/database.ts";
import { connectEmbedded } from "#server/database/embedded/embedded-database.ts";
import { readMigrationFiles } from "#server/database/migration-files.ts";
import { migrationsDirectory } from "#server/database/migrations-directory.ts";
import { openMigratedMemoryPostgres } from "./embedded-template.ts";
import { createPostgresDatabase, testDatabaseUrl } from "./postgres-template.ts";

/** Opens a fresh, migrated database; it is closed after the describe block. */
export type OpenTestDatabase = () => Promise<Database>;

/**
 * Describes a suite once per database: on the embedded one always, on PostgreSQL when TEST_DATABASE_URL names one.
 *
 * ```ts
 * eachDatabase("session store", (open) => {
 *   let database: Database;
 *   beforeAll(async () => { database = await open(); });
 *   it("keeps …", async () => { … });
 * });
 * ```
 */
export function eachDatabase(name: string, suite: (open: OpenTestDatabase, kind: Database["kind"]) => void): void {
  describe(`${name}, embedded`, () => suite(closingAfterwards(openEmbeddedTestDatabase), "embedded"));
  if (testDatabaseUrl)
    describe(`${name}, PostgreSQL`, () => suite(closingAfterwards(openPostgresTestDatabase), "postgres"));
}

/** A fresh embedded database in memory, for what needs one database and not each. The caller closes it. */
export async function openEmbeddedTestDatabase(): Promise<Database> {
  const files = readMigrationFiles(migrationsDirectory);
  const pglite = await openMigratedMemoryPostgres(files);
  return assembleDatabase(await connectEmbedded({ pglite, close: () => pglite.close() }, "memory", files));
}

/** A fresh PostgreSQL database on TEST_DATABASE_URL, dropped when closed. */
export async function openPostgresTestDatabase(): Promise<Database> {
  const { url, drop } = await createPostgresDatabase();
  const database = await openDatabase({ kind: "postgres", url, poolSize: 5 });
  return {
    ...database,
    async close() {
      await database.close();
      await drop();
    },
  };
}

function closingAfterwards(open: OpenTestDatabase): OpenTestDatabase {
  const opened: Database[] = [];
  afterAll(async () => {
    for (const database of opened.splice(0)) await database.close();
  });
  return async () => {
    const database = await open();
    opened.push(database);
    return database;
  };
}
