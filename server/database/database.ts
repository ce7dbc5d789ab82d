import type { DatabaseSettings } from "#server/config/settings.ts";
import { connectEmbedded } from "#server/database/embedded/embedded-database.ts";
import { openEmbeddedPostgres } from "#server/database/embedded/embedded-postgres.ts";
import { logOutages } from "#server/database/events/log-outages.ts";
import type { Notifier, PublishOnCommit } from "#server/database/events/notifier.ts";
import { createRedisNotifier } from "#server/database/events/redis-notifier.ts";
import { watchEvents } from "#server/database/events/watch-events.ts";
import { AppError } from "#server/errors/app-error.ts";
import { createLogger, type Logger } from "#server/http/log/logger.ts";
import type { DatabaseConnection } from "./database-connection.ts";
import { PrismaClient } from "./generated/client.ts";
import { type InspectedDatabase, inspectDatabase } from "./inspect-database.ts";
import { readMigrationFiles } from "./migration-files.ts";
import { migrationsDirectory } from "./migrations-directory.ts";
import type { Outage } from "./outage.ts";
import { connectPostgres } from "./postgres-database.ts";
import { runTransaction, type TransactionClient } from "./run-transaction.ts";

/** Everything a store may do with the database. */
export interface Database {
  readonly kind: DatabaseConnection["kind"];
  readonly prisma: PrismaClient;
  readonly notify: Notifier;
  /**
   * Rows of one statement, without Prisma: for the few places where its 0.45 ms of CPU counts. timestamptz is Date, bytea
   * Buffer, bigint bigint, json parsed.
   */
  query<Row>(sql: string, params?: readonly unknown[]): Promise<Row[]>;
  /** The number of rows that one statement touched. */
  execute(sql: string, params?: readonly unknown[]): Promise<number>;
  /**
   * Runs `work` in one transaction; what it publishes is delivered only if the transaction commits.
   *
   * Races: inside, use `tx` alone. The embedded database has one connection, and a query beside the transaction would wait for
   *        it until it times out. Never across a network call.
   */
  transaction<Result>(work: (tx: TransactionClient, publish: PublishOnCommit) => Promise<Result>): Promise<Result>;
  /** Errors: AppError database_unavailable when no answer comes within two seconds. */
  ping(): Promise<void>;
  /** What is away and doesn't keep this process from answering, only slows it down; empty when all is well. */
  degraded(): readonly string[];
  /** The same with since when, why and what to do, for the operator. */
  outages(): readonly Outage[];
  /** Version, size, migrations and connections, as they are now. Errors: those of asking the database. */
  inspect(): Promise<InspectedDatabase>;
  /** For people: kind, version, place; never a password. */
  describe(): string;
  /** Closing twice is closing once. */
  close(): Promise<void>;
}

export interface OpenDatabaseOptions {
  redisUrl?: string | undefined;
  /** For events that can't be received or published. */
  log?: Logger;
}

/**
 * Opens the database and brings its schema up to date.
 *
 * Errors: AppError database_in_use, database_unavailable, redis_unavailable, invalid_settings (a server that answers and
 *         refuses), migration_failed; nothing stays open after any of them.
 */
export async function openDatabase(settings: DatabaseSettings, options: OpenDatabaseOptions = {}): Promise<Database> {
  const files = readMigrationFiles(migrationsDirectory);
  if (settings.kind === "postgres") {
    return assembleDatabase(await connectPostgres(settings, files, options.log), options);
  }

  const opened = await openEmbeddedPostgres(settings.directory);
  try {
    return await assembleDatabase(await connectEmbedded(opened, settings.directory, files), options);
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** The part that is the same on every connection. Takes over closing it. */
export async function assembleDatabase(
  connection: DatabaseConnection,
  { redisUrl, log = createLogger("info") }: OpenDatabaseOptions = {},
): Promise<Database> {
  const notify = await (redisUrl ? createRedisNotifier(redisUrl, log) : connection.listen()).catch(
    async (error: unknown) => {
      await connection.close();
      throw error;
    },
  );
  const stopLogging = logOutages(notify, notify.place, log);
  const events = watchEvents(notify);
  const prisma = new PrismaClient({
    adapter: connection.adapter,
    // Prisma's long messages quote the query with its values: nothing that belongs into a log.
    errorFormat: "minimal",
    transactionOptions: { maxWait: 10_000, timeout: 15_000 },
  });

  let closing: Promise<void> | undefined;
  async function closeAll(): Promise<void> {
    stopLogging();
    events.stop();
    await notify.close();
    await prisma.$disconnect();
    await connection.close();
  }

  return {
    kind: connection.kind,
    prisma,
    notify,
    query: async <Row>(sql: string, params: readonly unknown[] = []) =>
      (await connection.run(sql, params)).rows as Row[],
    execute: async (sql, params = []) => (await connection.run(sql, params)).count,
    transaction: (work) => runTransaction(prisma, notify, work),
    ping: () => answersInTime(connection.run("SELECT 1", [])),
    outages: events.outages,
    inspect: () => inspectDatabase(connection),
    degraded: () => (notify.listening && !notify.untold ? [] : [`events over ${redisUrl ? "Redis" : "PostgreSQL"}`]),
    describe: () => `${connection.describe()}${redisUrl ? ", events over Redis" : ""}`,
    close: () => (closing ??= closeAll()),
  };
}

const pingTimeoutMilliseconds = 2_000;

/** An answer that came while this process stood still is read before it is missed. */
async function answersInTime(answer: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    const missed = () => reject(new Error(`no answer within ${pingTimeoutMilliseconds} ms`));
    timer = setTimeout(() => setImmediate(missed), pingTimeoutMilliseconds);
  });
  try {
    await Promise.race([answer, timeout]);
  } catch (cause) {
    throw new AppError("database_unavailable", { cause });
  } finally {
    clearTimeout(timer);
  }
}
