import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface MigrationFile {
  name: string;
  sql: string;
  /** SHA-256 in hexadecimal, as Prisma computes it. */
  checksum: string;
  /** Checksums of the same text with the other kind of line ends, which a checkout may have produced. */
  equivalentChecksums: readonly string[];
}

/** Reads `<directory>/<name>/migration.sql`, in the order of their names, which is the order of their application. */
export function readMigrationFiles(directory: string): MigrationFile[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(directory, entry.name, "migration.sql")))
    .map((entry) => describeMigration(entry.name, readFileSync(join(directory, entry.name, "migration.sql"), "utf8")))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function describeMigration(name: string, sql: string): MigrationFile {
  const unix = sql.replaceAll("\r\n", "\n");
  return {
    name,
    sql,
    checksum: sha256(sql),
    equivalentChecksums: [sha256(unix), sha256(unix.replaceAll("\n", "\r\n"))],
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
