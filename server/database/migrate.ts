import { randomUUID } from "node:crypto";
import { AppError } from "#server/errors/app-error.ts";
import type { MigrationFile } from "./migration-files.ts";
import { decideMigrations, type MigrationDecision, type MigrationRow } from "./migration-policy.ts";

/** The one connection that migrates, on either database. */
export interface MigrationConnection {
  query<Row>(sql: string, params?: readonly unknown[]): Promise<Row[]>;
  /** Runs a text of several statements. */
  script(sql: string): Promise<void>;
  /** Begins a transaction that lets no other process migrate until it ends. */
  beginLocked(): Promise<void>;
}

// As Prisma's schema engine creates it, so that `prisma migrate deploy` and `prisma migrate status` agree with us.
const createHistory = `
CREATE TABLE _prisma_migrations (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
)`;

/** In this schema only: the same table in another one belongs to another portal. */
const historyExists = `SELECT EXISTS (
  SELECT FROM pg_tables WHERE schemaname = current_schema() AND tablename = '_prisma_migrations') AS exists`;

/**
 * Brings the schema up to date; returns the names of the migrations that it applied.
 *
 * Errors: AppError migration_failed when the recorded history and this code don't belong together, or a script fails.
 * Races:  each migration is decided on and applied in one transaction under the lock; a script and its record commit
 *         together, so a kill leaves neither. Nothing is locked when nothing is to be done.
 */
export async function migrate(connection: MigrationConnection, files: readonly MigrationFile[]): Promise<string[]> {
  const applied: string[] = [];
  while ((await readPending(connection, files)).length > 0) {
    const name = await applyNext(connection, files);
    if (name !== undefined) applied.push(name);
  }
  return applied;
}

/** The migrations that a start would apply. Errors: migration_failed when history and code don't belong together. */
export async function readPending(
  connection: Pick<MigrationConnection, "query">,
  files: readonly MigrationFile[],
): Promise<readonly MigrationFile[]> {
  const decision = decideMigrations(files, await readHistory(connection));
  if (decision.kind === "refuse") throw refusal(decision);
  return decision.pending;
}

async function readHistory(connection: Pick<MigrationConnection, "query">): Promise<MigrationRow[]> {
  const [history] = await connection.query<{ exists: boolean }>(historyExists);
  if (!history?.exists) return [];
  return connection.query<MigrationRow>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished, rolled_back_at IS NOT NULL AS "rolledBack"
       FROM _prisma_migrations`,
  );
}

/** `undefined` when another process has applied the last one meanwhile. */
async function applyNext(
  connection: MigrationConnection,
  files: readonly MigrationFile[],
): Promise<string | undefined> {
  let file: MigrationFile | undefined;
  try {
    await connection.beginLocked();
    [file] = await readPending(connection, files);
    if (file) await apply(connection, file);
    await connection.script("COMMIT");
    return file?.name;
  } catch (cause) {
    await connection.script("ROLLBACK").catch(() => undefined);
    if (!file || cause instanceof AppError || isRefusedToCreate(cause)) throw cause;
    throw new AppError("migration_failed", {
      cause,
      detail: `migration ${file.name} failed and was rolled back: ${cause instanceof Error ? cause.message : String(cause)}`,
    });
  }
}

async function apply(connection: MigrationConnection, file: MigrationFile): Promise<void> {
  const [history] = await connection.query<{ exists: boolean }>(historyExists);
  if (!history?.exists) await connection.script(createHistory);
  const startedAt = new Date();
  await connection.script(file.sql);
  await connection.query(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES ($1, $2, $3, $4, clock_timestamp(), 1)`,
    [randomUUID(), file.checksum, file.name, startedAt],
  );
}

/** PostgreSQL's insufficient_privilege: the role lacks a right; the script is fine. */
export function isRefusedToCreate(error: unknown): boolean {
  return (error as { code?: unknown }).code === "42501";
}

const reasons = {
  changed: "was changed after it had been applied: restore its file, and put the change into a new migration",
  failed: "was begun by another tool and never finished: settle it with `prisma migrate resolve`, then start again",
  newer_database:
    "has been applied but is unknown to this version: the database belongs to a newer Portico, run that one",
} as const;

function refusal(decision: Extract<MigrationDecision, { kind: "refuse" }>): AppError {
  return new AppError("migration_failed", { detail: `migration ${decision.migration} ${reasons[decision.reason]}` });
}
