import { PrismaPg } from "@prisma/adapter-pg";
import type { DatabaseSettings } from "#server/config/settings.ts";
import { listenPostgres } from "#server/database/events/listen-postgres.ts";
import { AppError } from "#server/errors/app-error.ts";
import { createLogger, type Logger } from "#server/http/log/logger.ts";
import type { DatabaseConnection } from "./database-connection.ts";
import { type MigratedPostgres, migratePostgres } from "./migrate-postgres.ts";
import type { MigrationFile } from "./migration-files.ts";
import { createPatientPool } from "./patient-pool.ts";
import { inspectConnection, type PostgresConnection, parsePostgresUrl } from "./postgres-connection.ts";
import { statementName } from "./statement-name.ts";
import { readOffsets, writeOffsets } from "./time-zone-independence.ts";

export type PostgresSettings = Extract<DatabaseSettings, { kind: "postgres" }>;

/**
 * Connects to PostgreSQL and migrates it. No statement rests on what a session keeps, since a pooler gives each transaction
 * another one: statements have names, and the search_path is set, only on connections to the server itself.
 *
 * Errors: AppError database_unavailable, invalid_settings, migration_failed.
 */
export async function connectPostgres(
  settings: PostgresSettings,
  files: readonly MigrationFile[],
  log: Pick<Logger, "warn"> = createLogger("info"),
): Promise<DatabaseConnection> {
  const connection = parsePostgresUrl(settings.url);
  const migrated = await migratePostgres(connection, files, log);
  const { config, place } = connection;
  const { schema, searchPath } = migrated;
  let named = migrated.direct;

  const pool = createPatientPool(
    {
      ...config,
      max: settings.poolSize,
      application_name: "portico",
      // The pool waits for it, whatever its type says: pg-pool calls it with await.
      onConnect: (async (client) => {
        const { direct } = await inspectConnection(client, searchPath);
        if (!direct) named = false;
        if (!direct && searchPath !== undefined) throw poolerWithSchema(place);
        readOffsets(client);
      }) as (client: Parameters<typeof readOffsets>[0]) => void,
    },
    { log, place },
  );
  // An idle connection that breaks is replaced at the next query; unheard, the event would end the process.
  pool.on("error", () => undefined);

  async function run(sql: string, params: readonly unknown[]) {
    const values = [...params];
    const ask = () => pool.query(named ? { name: statementName(sql), text: sql, values } : { text: sql, values });
    const { rows, rowCount } = await ask().catch((error: unknown) => {
      if (!named || !isLostStatement(error)) throw error;
      // Refused before it ran. A pooler that passes the server's process numbers on shows itself by this.
      named = false;
      log.warn("PostgreSQL has lost prepared statements, as behind a pooler: statements are sent without names", {
        server: place,
      });
      return ask();
    });
    return { rows, count: rowCount ?? 0 };
  }

  return {
    kind: "postgres",
    adapter: writeOffsets(new PrismaPg(pool, { schema })),
    describe: () => sayWhere(migrated, place),
    listen: () => listenPostgres({ ...listeningPlace(settings, connection), schema, run, spareOne: pool.spareOne }),
    pool: () => ({
      max: settings.poolSize,
      open: pool.totalCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
    }),
    run,
    close: () => pool.end(),
  };
}

function sayWhere({ version, schema, direct }: MigratedPostgres, place: string): string {
  const where = schema === "public" ? place : `${place}, schema ${schema}`;
  return `PostgreSQL ${version} at ${where}${direct ? "" : ", through a pooler"}`;
}

function listeningPlace(settings: PostgresSettings, own: PostgresConnection) {
  const { config, place } = settings.listenUrl === undefined ? own : parsePostgresUrl(settings.listenUrl);
  const setting = settings.listenUrl === undefined ? "DATABASE_URL" : "DATABASE_LISTEN_URL";
  return { config, place: `PostgreSQL at ${place}`, setting };
}

function poolerWithSchema(place: string): AppError {
  const detail = `a connection pooler stands before ${place} now: ?schema= can't be kept behind it, start again`;
  return new AppError("database_unavailable", { detail });
}

/** duplicate_prepared_statement, invalid_sql_statement_name. */
function isLostStatement(error: unknown): boolean {
  return /^(?:42P05|26000)$/.test(String((error as { code?: unknown }).code));
}
