import { spawn } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { connectEmbedded } from "#server/database/embedded/embedded-database.ts";
import { openMemoryPostgres } from "#server/database/embedded/embedded-postgres.ts";
import type { MigrationFile } from "#server/database/migration-files.ts";
import { readMigrationFiles } from "#server/database/migration-files.ts";
import { migrationsDirectory } from "#server/database/migrations-directory.ts";
import { connectPostgres } from "#server/database/postgres-database.ts";
import { createPostgresDatabase, testDatabaseUrl } from "#tests/support/postgres-template.ts";

const files = readMigrationFiles(migrationsDirectory);

/** Runs the migrations on one database again and again, as starts of the portal do. */
type Start = (
  files: readonly MigrationFile[],
) => Promise<{ rows(sql: string): Promise<unknown[]>; close(): Promise<void> }>;

async function onEmbedded(): Promise<Start> {
  const pglite = await openMemoryPostgres();
  onTestFinished(() => pglite.close());
  return async (migrations) => {
    const connection = await connectEmbedded({ pglite, close: async () => undefined }, "memory", migrations);
    return { rows: async (sql) => (await connection.run(sql, [])).rows, close: connection.close };
  };
}

async function onPostgres(): Promise<Start> {
  const { url, drop } = await createPostgresDatabase({ migrated: false });
  onTestFinished(drop);
  return async (migrations) => {
    const connection = await connectPostgres({ kind: "postgres", url, poolSize: 2 }, migrations);
    return { rows: async (sql) => (await connection.run(sql, [])).rows, close: connection.close };
  };
}

function suite(prepare: () => Promise<Start>): void {
  it("applies every migration once, in order, recorded with Prisma's checksums", async () => {
    const start = await prepare();
    const first = await start(files);
    await first.close();
    const second = await start(files);
    const rows = await second.rows(
      "SELECT migration_name, checksum, applied_steps_count, finished_at >= started_at AS finished, length(id) AS id, logs FROM _prisma_migrations ORDER BY finished_at",
    );
    await second.close();
    expect(rows).toEqual(
      files.map((file) => ({
        migration_name: file.name,
        checksum: file.checksum,
        applied_steps_count: 1,
        finished: true,
        id: 36,
        logs: null,
      })),
    );
  });

  it("refuses a database whose applied migration was changed since", async () => {
    const start = await prepare();
    await (await start(files)).close();
    const changed = files.map((file) => ({ ...file, checksum: "0".repeat(64), equivalentChecksums: [] }));
    await expect(start(changed)).rejects.toMatchObject({
      code: "migration_failed",
      detail: expect.stringMatching(/0001_foundation was changed/),
    });
  });

  it("refuses a database that is newer than the code", async () => {
    const start = await prepare();
    await (await start([...files, migration("9999_future", "SELECT 1")])).close();
    await expect(start(files)).rejects.toMatchObject({
      code: "migration_failed",
      detail: expect.stringMatching(/9999_future .*newer Portico/),
    });
  });

  it("refuses a migration that another tool began and did not finish", async () => {
    const start = await prepare();
    const opened = await start(files);
    await opened.rows("UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = '0001_foundation'");
    await opened.close();
    await expect(start(files)).rejects.toMatchObject({
      code: "migration_failed",
      detail: expect.stringContaining("prisma migrate resolve"),
    });
  });

  it("leaves nothing of a migration that fails, and applies it once it is mended", async () => {
    const start = await prepare();
    const broken = migration("9998_broken", "CREATE TABLE half_done (id int); SELECT no_such_function();");
    await expect(start([...files, broken])).rejects.toMatchObject({
      code: "migration_failed",
      detail: expect.stringContaining("9998_broken"),
    });
    const opened = await start([...files, migration("9998_broken", "CREATE TABLE half_done (id int);")]);
    expect(await opened.rows("SELECT count(*)::int AS n FROM half_done")).toEqual([{ n: 0 }]);
    await opened.close();
  });
}

describe("migrations, embedded", () => suite(onEmbedded));

if (testDatabaseUrl) {
  describe("migrations, PostgreSQL", () => {
    suite(onPostgres);

    it("lets one of several processes migrate while the others wait", async () => {
      const { url, drop } = await createPostgresDatabase({ migrated: false });
      onTestFinished(drop);
      const answers = await Promise.all([openInChild(url), openInChild(url), openInChild(url)]);
      expect(answers).toEqual(["ready", "ready", "ready"]);

      const connection = await connectPostgres({ kind: "postgres", url, poolSize: 1 }, files);
      const { rows } = await connection.run("SELECT migration_name FROM _prisma_migrations", []);
      await connection.close();
      expect(rows).toHaveLength(files.length);
    });
  });
}

function migration(name: string, sql: string): MigrationFile {
  return { name, sql, checksum: name.padEnd(64, "0").slice(0, 64), equivalentChecksums: [] };
}

function openInChild(url: string): Promise<string> {
  const script = join(import.meta.dirname, "../support/open-database-child.ts");
  const child = spawn(process.execPath, [script, "ready", url], { stdio: ["ignore", "pipe", "inherit"] });
  return new Promise((resolve, reject) => {
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.once("error", reject);
    child.once("close", () => resolve(output.trim()));
  });
}
