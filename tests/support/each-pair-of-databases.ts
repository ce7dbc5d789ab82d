import { describe } from "vitest";
import { type Database, openDatabase } from "#server/database/database.ts";
import { createPostgresDatabase, testDatabaseUrl } from "./postgres-template.ts";
import { openEmbeddedTestDatabase } from "./test-database.ts";

export type OpenPair = () => Promise<{ databases: [Database, Database]; close(): Promise<void> }>;

/**
 * Describes a suite of two processes on one database: on the embedded one always, where both share it, and on PostgreSQL when
 * TEST_DATABASE_URL names one, each with connections and a listener of its own, as two containers.
 */
export function eachPairOfDatabases(name: string, suite: (open: OpenPair) => void): void {
  describe(`${name}, embedded`, () => {
    suite(async () => {
      const database = await openEmbeddedTestDatabase();
      return { databases: [database, database], close: () => database.close() };
    });
  });
  describe.runIf(testDatabaseUrl)(`${name}, PostgreSQL`, () => {
    suite(async () => {
      const { url, drop } = await createPostgresDatabase();
      const settings = { kind: "postgres", url, poolSize: 3 } as const;
      const databases: [Database, Database] = [await openDatabase(settings), await openDatabase(settings)];
      return {
        databases,
        async close() {
          await Promise.all(databases.map((database) => database.close()));
          await drop();
        },
      };
    });
  });
}
