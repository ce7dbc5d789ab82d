import type { SqlDriverAdapterFactory } from "@prisma/client/runtime/client";
import pg from "pg";

type Adapter = Awaited<ReturnType<SqlDriverAdapterFactory["connect"]>>;
type SqlQueryable = Pick<Adapter, "queryRaw" | "executeRaw">;
type SqlQuery = Parameters<Adapter["queryRaw"]>[0];

/**
 * Makes Prisma's adapter write timestamps with their offset. It leaves the offset out, so that the server reads them in the
 * connection's time zone, which a pooler may change between two statements.
 */
export function writeOffsets(factory: SqlDriverAdapterFactory): SqlDriverAdapterFactory {
  return Object.assign(Object.create(factory) as SqlDriverAdapterFactory, {
    connect: async () => withOffsets(await factory.connect()),
  });
}

function withOffsets(adapter: Adapter): Adapter {
  const startTransaction = adapter.startTransaction.bind(adapter);
  adapter.startTransaction = async (isolationLevel) => mapQueries(await startTransaction(isolationLevel));
  return mapQueries(adapter);
}

function mapQueries<Queryable extends SqlQueryable>(queryable: Queryable): Queryable {
  const queryRaw = queryable.queryRaw.bind(queryable);
  const executeRaw = queryable.executeRaw.bind(queryable);
  queryable.queryRaw = (query) => queryRaw(withInstants(query));
  queryable.executeRaw = (query) => executeRaw(withInstants(query));
  return queryable;
}

/** Types of columns that have no time zone. */
const localTypes = new Set(["DATE", "TIME", "TIMETZ"]);

function withInstants(query: SqlQuery): SqlQuery {
  const isInstant = (index: number) => {
    const type = query.argTypes[index];
    return type?.scalarType === "datetime" && !localTypes.has(type.dbType ?? "");
  };
  if (!query.argTypes.some((_, index) => isInstant(index))) return query;
  return {
    ...query,
    args: query.args.map((arg, index) => (isInstant(index) ? toInstant(arg) : arg)),
    // The adapter passes strings on as they are.
    argTypes: query.argTypes.map((type, index) => (isInstant(index) ? { ...type, scalarType: "string" } : type)),
  };
}

function toInstant(arg: unknown): unknown {
  if (Array.isArray(arg)) return arg.map(toInstant);
  return arg instanceof Date || typeof arg === "string" ? new Date(arg).toISOString() : arg;
}

type GetTypeParser = (oid: number, format?: string) => (text: string) => unknown;

const timestamptz = 1184;
const readTimestamptz = pg.types.getTypeParser(timestamptz) as (text: string) => unknown;

/**
 * Makes a connection hand timestamps to Prisma's adapter as UTC, whatever the connection's time zone is: the adapter drops the
 * offset that the server writes.
 */
export function readOffsets(client: pg.ClientBase): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  const inUtc = (config: unknown, ...rest: unknown[]) => query(hasTypes(config) ? readingUtc(config) : config, ...rest);
  client.query = inUtc as typeof client.query;
}

interface ConfigWithTypes {
  types: { getTypeParser: GetTypeParser };
}

/** Only Prisma's adapter brings types with a query. */
function hasTypes(config: unknown): config is ConfigWithTypes {
  return typeof config === "object" && config !== null && "types" in config && config.types !== undefined;
}

function readingUtc(config: ConfigWithTypes): ConfigWithTypes {
  const { getTypeParser } = config.types;
  const inUtc: GetTypeParser = (oid, format) =>
    oid === timestamptz && format !== "binary" ? utcText : getTypeParser(oid, format);
  return { ...config, types: { getTypeParser: inUtc } };
}

function utcText(text: string): unknown {
  const date = readTimestamptz(text);
  return date instanceof Date ? date.toISOString() : text;
}
