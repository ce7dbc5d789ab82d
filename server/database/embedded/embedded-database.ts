import type { PGlite } from "@electric-sql/pglite";
import { PrismaPGlite } from "pglite-prisma-adapter";
import type { DatabaseConnection } from "#server/database/database-connection.ts";
import { listenEmbedded } from "#server/database/events/listen-embedded.ts";
import { migrate } from "#server/database/migrate.ts";
import type { MigrationFile } from "#server/database/migration-files.ts";

// Type numbers of PostgreSQL's catalogue.
const bytea = 17;
const int8 = 20;

// The same JavaScript types as from the PostgreSQL driver.
const rowParsers = {
  [bytea]: (text: string) => Buffer.from(text.slice(2), "hex"),
  [int8]: (text: string) => BigInt(text),
};

/** Makes a database of an open PGlite, migrated. Errors: AppError migration_failed. */
export async function connectEmbedded(
  opened: { pglite: PGlite; close(): Promise<void> },
  place: string,
  files: readonly MigrationFile[],
): Promise<DatabaseConnection> {
  const { pglite } = opened;
  await migrate(
    {
      query: async <Row>(sql: string, params: readonly unknown[] = []) =>
        (await pglite.query<Row>(sql, [...params])).rows,
      script: async (sql) => void (await pglite.exec(sql)),
      // One process has the data directory, and migrates before it does anything else.
      beginLocked: async () => void (await pglite.exec("BEGIN")),
    },
    files,
  );
  return {
    kind: "embedded",
    adapter: new PrismaPGlite(pglite),
    describe: () => `embedded PostgreSQL in ${place}`,
    listen: () => listenEmbedded(pglite),
    pool: () => null,
    async run(sql, params) {
      const result = await pglite.query<Record<string, unknown>>(sql, [...params], { parsers: rowParsers });
      return { rows: result.rows, count: result.affectedRows || result.rows.length };
    },
    close: opened.close,
  };
}
