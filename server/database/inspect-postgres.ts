import pg from "pg";
import type { DatabaseSettings } from "#server/config/settings.ts";
import { readPending } from "./migrate.ts";
import { postgresFailure } from "./migrate-postgres.ts";
import { readMigrationFiles } from "./migration-files.ts";
import { migrationsDirectory } from "./migrations-directory.ts";
import { parsePostgresUrl } from "./postgres-connection.ts";

/** What a PostgreSQL says before a portal starts on it. */
export interface InspectedPostgres {
  version: string;
  /** Host, port and database. */
  place: string;
  /** Names of the migrations that a start would apply. */
  pending: readonly string[];
}

export type Query = <Row>(sql: string, params?: readonly unknown[]) => Promise<Row[]>;

interface Reading {
  query: Query;
  /** Names of the migrations that a start would apply. */
  pending: readonly string[];
}

/**
 * Looks at a database and changes nothing.
 *
 * Errors: AppError invalid_settings, database_unavailable, migration_failed, as a start would have them.
 */
export async function inspectPostgres(settings: PostgresUrl): Promise<InspectedPostgres> {
  const { place } = parsePostgresUrl(settings.url);
  return readPostgres(settings, async ({ query, pending }) => {
    const [shown] = await query<{ server_version: string }>("SHOW server_version");
    return { version: shown?.server_version.split(" ")[0] ?? "", place, pending };
  });
}

type PostgresUrl = Pick<DatabaseSettings & { kind: "postgres" }, "url">;

/** Reads in one transaction that can't write. Errors: as `inspectPostgres`, and those of `read`. */
export async function readPostgres<Result>(
  { url }: PostgresUrl,
  read: (reading: Reading) => Promise<Result>,
): Promise<Result> {
  const { config, schema, place } = parsePostgresUrl(url);
  const client = new pg.Client({ ...config, application_name: "portico-check" });
  client.on("error", () => undefined); // the query in hand rejects as well
  try {
    await client.connect();
    await client.query("BEGIN READ ONLY");
    if (schema) await client.query("SELECT set_config('search_path', $1, true)", [pg.escapeIdentifier(schema)]);
    const query = async <Row>(sql: string, params: readonly unknown[] = []) =>
      (await client.query(sql, [...params])).rows as Row[];
    const pending = await readPending({ query }, readMigrationFiles(migrationsDirectory));
    const result = await read({ query, pending: pending.map(({ name }) => name) });
    await client.query("ROLLBACK");
    return result;
  } catch (cause) {
    throw postgresFailure(cause, place);
  } finally {
    await client.end().catch(() => undefined);
  }
}
