import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import type { DatabaseSettings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import { reasonOf } from "./connection-failure.ts";
import type { DatabaseConnection } from "./database.ts";
import { listenPostgres } from "./listen-postgres.ts";
import { migrate } from "./migrate.ts";
import type { MigrationFile } from "./migration-files.ts";
import { type PostgresConnection, parsePostgresUrl, prepareConnection } from "./postgres-connection.ts";
import { statementName } from "./statement-name.ts";

// Prisma's own key: `prisma migrate deploy` and a starting portal wait for each other.
const migrationLockKey = 72707369;

type PostgresSettings = Extract<DatabaseSettings, { kind: "postgres" }>;

/** Connects to PostgreSQL and migrates it. Errors: AppError database_unavailable, migration_failed. */
export async function connectPostgres(
  settings: PostgresSettings,
  files: readonly MigrationFile[],
): Promise<DatabaseConnection> {
  const connection = parsePostgresUrl(settings.url);
  const version = await migratePostgres(connection, files);
  const { config, schema, place } = connection;
  const pool = new pg.Pool({
    ...config,
    max: settings.poolSize,
    application_name: "portico",
    // The pool waits for it, whatever its type says: pg-pool calls it with await.
    onConnect: (client) => prepareConnection(client, schema) as unknown as undefined,
  });
  // An idle connection that breaks is replaced at the next query; unheard, the event would end the process.
  pool.on("error", () => undefined);

  return {
    kind: "postgres",
    adapter: new PrismaPg(pool, schema ? { schema } : {}),
    describe: () => `PostgreSQL ${version} at ${place}${schema ? `, schema ${schema}` : ""}`,
    listen: () => listenPostgres(config, pool, `PostgreSQL at ${place}`),
    async run(sql, params) {
      const result = await pool.query({ name: statementName(sql), text: sql, values: [...params] });
      return { rows: result.rows, count: result.rowCount ?? 0 };
    },
    close: () => pool.end(),
  };
}

/** Migrates under an advisory lock: of several processes that start at once one migrates and the others wait for it. */
async function migratePostgres(
  { config, schema, place }: PostgresConnection,
  files: readonly MigrationFile[],
): Promise<string> {
  const client = new pg.Client({ ...config, application_name: "portico-migrate" });
  client.on("error", () => undefined); // the query in hand rejects as well
  try {
    await client.connect();
    await prepareConnection(client, schema);
    if (schema) await client.query(`CREATE SCHEMA IF NOT EXISTS ${pg.escapeIdentifier(schema)}`);
    await client.query("SELECT pg_advisory_lock($1)", [migrationLockKey]);
    await migrate(
      {
        query: async <Row>(sql: string, params: readonly unknown[] = []) =>
          (await client.query(sql, [...params])).rows as Row[],
        script: async (sql) => void (await client.query(sql)),
      },
      files,
    );
    const { rows } = await client.query<{ server_version: string }>("SHOW server_version");
    return rows[0]?.server_version.split(" ")[0] ?? "";
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const said = `PostgreSQL at ${place}: ${reasonOf(cause)}.`;
    if (isMistakeInUrl(cause)) throw new AppError("invalid_settings", { cause, detail: `DATABASE_URL: ${said}` });
    throw new AppError("database_unavailable", {
      cause,
      detail: `${said} Check DATABASE_URL and that the server runs.`,
    });
  } finally {
    // Ending the connection releases the lock.
    await client.end().catch(() => undefined);
  }
}

/** The server answered, and refuses us: such a database or user doesn't exist, the password is wrong, or it may not. */
function isMistakeInUrl(error: unknown): boolean {
  return /^(?:3D000|28...|42501)$/.test(String((error as { code?: unknown }).code));
}
