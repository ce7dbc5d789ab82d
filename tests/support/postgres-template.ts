import { randomBytes } from "node:crypto";
import pg from "pg";
import { readMigrationFiles } from "#server/database/migration-files.ts";
import { migrationsDirectory } from "#server/database/migrations-directory.ts";
import { connectPostgres } from "#server/database/postgres-database.ts";
import { templateHash } from "./embedded-template.ts";

const templateLockKey = 815_001;

export interface PostgresTestDatabase {
  url: string;
  drop(): Promise<void>;
}

/** A PostgreSQL server to test on, when one was given; the runner starts one when it finds the binaries. */
export const testDatabaseUrl = process.env["TEST_DATABASE_URL"] || undefined;

/** Creates a database of its own on TEST_DATABASE_URL: migrated by default, or empty. */
export async function createPostgresDatabase({ migrated = true } = {}): Promise<PostgresTestDatabase> {
  if (!testDatabaseUrl) throw new Error("TEST_DATABASE_URL is not set.");
  const serverUrl = testDatabaseUrl;
  const name = `portico_test_${randomBytes(8).toString("hex")}`;
  await onServer(serverUrl, async (client) => {
    const template = migrated ? await ensureTemplate(client, serverUrl) : "template0";
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  });
  return {
    url: withDatabase(serverUrl, name),
    drop: () =>
      onServer(serverUrl, async (client) => void (await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))),
  };
}

/** Creates the migrated template once per set of migrations. The caller holds the lock. */
async function ensureTemplate(client: pg.Client, serverUrl: string): Promise<string> {
  const files = readMigrationFiles(migrationsDirectory);
  const name = `portico_template_${templateHash(files)}`;
  const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
  if (rowCount) return name;
  const draft = `${name}_draft`;
  await client.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
  await client.query(`CREATE DATABASE ${draft} TEMPLATE template0`);
  const connection = await connectPostgres(
    { kind: "postgres", url: withDatabase(serverUrl, draft), poolSize: 1 },
    files,
  );
  await connection.close();
  await client.query(`ALTER DATABASE ${draft} RENAME TO ${name}`);
  return name;
}

async function onServer(serverUrl: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    // A template can't be copied while it is being made.
    await client.query("SELECT pg_advisory_lock($1)", [templateLockKey]);
    await work(client);
  } finally {
    await client.end();
  }
}

function withDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
