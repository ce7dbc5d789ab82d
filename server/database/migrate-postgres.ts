import pg from "pg";
import { AppError } from "#server/errors/app-error.ts";
import type { Logger } from "#server/http/log/logger.ts";
import { reasonOf } from "./connection-failure.ts";
import { isRefusedToCreate, type MigrationConnection, migrate } from "./migrate.ts";
import type { MigrationFile } from "./migration-files.ts";
import { inspectConnection, type PostgresConnection } from "./postgres-connection.ts";

// Prisma's own key: `prisma migrate deploy` and a starting portal wait for each other.
const migrationLockKey = 72707369;
const lockTimeoutSeconds = 10;

/** What is known of a PostgreSQL once its schema is up to date. */
export interface MigratedPostgres {
  version: string;
  /** Where the tables are. */
  schema: string;
  /** The search path to set on every connection; `undefined` where it is the server's default. */
  searchPath: string | undefined;
  /** `false` behind a pooler. */
  direct: boolean;
}

/**
 * Finds the schema, creates it if need be, and migrates it. Of several processes that start at once one migrates and the
 * others wait for it. Nothing here outlasts a transaction, so that it works through a pooler too.
 *
 * Errors: AppError invalid_settings (the server answers and refuses), database_unavailable, migration_failed.
 */
export async function migratePostgres(
  connection: PostgresConnection,
  files: readonly MigrationFile[],
  log: Pick<Logger, "warn">,
): Promise<MigratedPostgres> {
  const { config, place } = connection;
  const client = new pg.Client({ ...config, application_name: "portico-migrate" });
  client.on("error", () => undefined); // the query in hand rejects as well
  try {
    await client.connect();
    const chosen = await chooseSchema(client, connection.schema);
    await migrate(migrationConnection(client, log), files);
    const { rows } = await client.query<{ server_version: string }>("SHOW server_version");
    return { version: rows[0]?.server_version.split(" ")[0] ?? "", ...chosen };
  } catch (cause) {
    throw postgresFailure(cause, place);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** What a failed connection or statement means for the operator: invalid_settings, or database_unavailable. */
export function postgresFailure(cause: unknown, place: string): AppError {
  if (cause instanceof AppError) return cause;
  const said = `PostgreSQL at ${place}: ${reasonOf(cause)}.`;
  if (isMistakeInUrl(cause)) {
    const advice = isRefusedToCreate(cause) ? ` ${ownSchemaAdvice}` : "";
    return new AppError("invalid_settings", { cause, detail: `DATABASE_URL: ${said}${advice}` });
  }
  return new AppError("database_unavailable", {
    cause,
    detail: `${said} Check DATABASE_URL and that the server runs.`,
  });
}

const ownSchemaAdvice =
  "Since PostgreSQL 15 a user may not create tables in public: give it a schema of its own " +
  "(CREATE SCHEMA AUTHORIZATION the_user), or the right (GRANT CREATE ON SCHEMA public TO the_user).";

interface Place {
  schema: string | null;
  role: string;
  database: string;
  wantedExists: boolean;
}

async function chooseSchema(client: pg.Client, wanted: string | undefined) {
  const { direct } = await inspectConnection(client, undefined);
  const { rows } = await client.query<Place>(
    `SELECT current_schema() AS schema, current_user AS role, current_database() AS database,
       EXISTS (SELECT FROM pg_namespace WHERE nspname = $1) AS "wantedExists"`,
    [wanted ?? ""],
  );
  const [found] = rows as [Place];
  const schema = wanted ?? found.schema;
  if (schema === null) {
    const detail = `DATABASE_URL: no schema in the search_path of ${found.role} exists. ${ownSchemaAdvice}`;
    throw new AppError("invalid_settings", { detail });
  }
  if (wanted !== undefined && !found.wantedExists) await client.query(`CREATE SCHEMA ${pg.escapeIdentifier(wanted)}`);
  const searchPath = schema === (await currentSchema(client)) ? undefined : schema;
  if (searchPath !== undefined && !direct) {
    const [role, database, name] = [found.role, found.database, schema].map(pg.escapeIdentifier);
    throw new AppError("invalid_settings", {
      detail:
        `DATABASE_URL: ?schema=${schema} can't be kept behind a connection pooler. Let the server look there by itself: ` +
        `ALTER ROLE ${role} IN DATABASE ${database} SET search_path = ${name}; then reconnect the pooler, or connect directly.`,
    });
  }
  if (searchPath !== undefined) await inspectConnection(client, searchPath);
  return { schema, searchPath, direct };
}

async function currentSchema(client: pg.Client): Promise<string | null> {
  const { rows } = await client.query<{ schema: string | null }>("SELECT current_schema() AS schema");
  return rows[0]?.schema ?? null;
}

function migrationConnection(client: pg.Client, log: Pick<Logger, "warn">): MigrationConnection {
  return {
    query: async <Row>(sql: string, params: readonly unknown[] = []) =>
      (await client.query(sql, [...params])).rows as Row[],
    script: async (sql) => void (await client.query(sql)),
    async beginLocked() {
      while (!(await beginWithLock(client))) {
        log.warn("the migrations of the database wait for a lock: another process migrates, or left it behind", {
          ...(await lockHolder(client)),
          do: "if none migrates, end the holder: SELECT pg_terminate_backend(pid)",
        });
      }
    },
  };
}

/**
 * Of the transaction, not of the session: the latter would stay with a pooler's connection when this process is done, and every
 * later start would wait for it.
 */
async function beginWithLock(client: pg.Client): Promise<boolean> {
  try {
    await client.query(`BEGIN; SET LOCAL lock_timeout = '${lockTimeoutSeconds}s'`);
    await client.query("SELECT pg_advisory_xact_lock($1)", [migrationLockKey]);
    await client.query("SET LOCAL lock_timeout = 0");
    return true;
  } catch (error) {
    await client.query("ROLLBACK");
    if ((error as { code?: unknown }).code === "55P03") return false;
    throw error;
  }
}

async function lockHolder(client: pg.Client): Promise<{ pid?: number; application?: string }> {
  const { rows } = await client.query<{ pid: number; application: string }>(
    `SELECT l.pid, a.application_name AS application FROM pg_locks l LEFT JOIN pg_stat_activity a USING (pid)
     WHERE l.locktype = 'advisory' AND l.granted AND l.objid = $1
       AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [migrationLockKey],
  );
  return rows[0] ?? {};
}

/** The server answered, and refuses us: such a database or user doesn't exist, the password is wrong, or it may not. */
function isMistakeInUrl(error: unknown): boolean {
  return /^(?:3D000|28...|42501)$/.test(String((error as { code?: unknown }).code));
}
