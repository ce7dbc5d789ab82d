import { randomUUID } from "node:crypto";
import { AppError } from "#server/errors/app-error.ts";
import type { MigrationFile } from "./migration-files.ts";
import { decideMigrations, type MigrationDecision, type MigrationRow } from "./migration-policy.ts";

/** The one connection that migrates, on either database. */
export interface MigrationConnection {
  query<Row>(sql: string, params?: readonly unknown[]): Promise<Row[]>;
  /** Runs a text of several statements. */
  script(sql: string): Promise<void>;
}

// As Prisma's schema engine creates it, so that `prisma migrate deploy` and `prisma migrate status` agree with us.
const createHistory = `
CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
)`;

/**
 * Brings the schema up to date; returns the names of the migrations that it applied.
 *
 * Errors: AppError migration_failed when the recorded history and this code don't belong together, or a script fails.
 * Races:  the caller holds the migration lock; a script and its record commit together, so a kill leaves neither.
 */
export async function migrate(connection: MigrationConnection, files: readonly MigrationFile[]): Promise<string[]> {
  await connection.script(createHistory);
  const decision = decideMigrations(files, await readHistory(connection));
  if (decision.kind === "refuse") throw refusal(decision);
  for (const file of decision.pending) await apply(connection, file);
  return decision.pending.map((file) => file.name);
}

async function readHistory(connection: MigrationConnection): Promise<MigrationRow[]> {
  return connection.query<MigrationRow>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished, rolled_back_at IS NOT NULL AS "rolledBack"
       FROM _prisma_migrations`,
  );
}

async function apply(connection: MigrationConnection, file: MigrationFile): Promise<void> {
  try {
    await connection.script("BEGIN");
    const startedAt = new Date();
    await connection.script(file.sql);
    await connection.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, $4, clock_timestamp(), 1)`,
      [randomUUID(), file.checksum, file.name, startedAt],
    );
    await connection.script("COMMIT");
  } catch (cause) {
    await connection.script("ROLLBACK").catch(() => undefined);
    throw new AppError("migration_failed", {
      cause,
      detail: `migration ${file.name} failed and was rolled back: ${cause instanceof Error ? cause.message : String(cause)}`,
    });
  }
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
