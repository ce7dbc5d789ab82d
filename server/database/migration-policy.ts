import type { MigrationFile } from "./migration-files.ts";

/** A row of `_prisma_migrations`. */
export interface MigrationRow {
  name: string;
  checksum: string;
  finished: boolean;
  rolledBack: boolean;
}

export type MigrationDecision =
  | { kind: "apply"; pending: readonly MigrationFile[] }
  | { kind: "refuse"; reason: "changed" | "failed" | "newer_database"; migration: string };

/** Which migrations to apply, or why the database and this code don't belong together. Rows in any order. */
export function decideMigrations(files: readonly MigrationFile[], rows: readonly MigrationRow[]): MigrationDecision {
  // A rolled back row is history: the migration counts as not applied.
  const recorded = new Map(rows.filter((row) => !row.rolledBack).map((row) => [row.name, row]));

  for (const row of recorded.values()) {
    if (!row.finished) return { kind: "refuse", reason: "failed", migration: row.name };
  }
  const known = new Set(files.map((file) => file.name));
  for (const name of recorded.keys()) {
    if (!known.has(name)) return { kind: "refuse", reason: "newer_database", migration: name };
  }
  for (const file of files) {
    const row = recorded.get(file.name);
    if (row && row.checksum !== file.checksum && !file.equivalentChecksums.includes(row.checksum)) {
      return { kind: "refuse", reason: "changed", migration: file.name };
    }
  }
  const pending = files.filter((file) => !recorded.has(file.name));
  return { kind: "apply", pending };
}
