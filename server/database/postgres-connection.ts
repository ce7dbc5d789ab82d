import pg from "pg";

/** What a DATABASE_URL says, in the terms of the driver. */
export interface PostgresConnection {
  config: pg.ClientConfig;
  schema: string | undefined;
  /** Host, port and database, without user and password, for messages. */
  place: string;
}

const connectTimeoutMilliseconds = 5_000;

/** Reads a DATABASE_URL; `?schema=` is Prisma's convention, which the driver doesn't know. */
export function parsePostgresUrl(databaseUrl: string): PostgresConnection {
  const url = new URL(databaseUrl);
  const schema = url.searchParams.get("schema") ?? undefined;
  url.searchParams.delete("schema");
  return {
    config: { connectionString: url.href, connectionTimeoutMillis: connectTimeoutMilliseconds, types: rowTypes },
    schema,
    place: `${url.hostname || "localhost"}:${url.port || "5432"}${url.pathname}`,
  };
}

/**
 * What every new connection is told before anything else.
 * Prisma's adapter writes timestamps without an offset and drops the offset of what it reads, so UTC is not a matter of taste.
 */
export async function prepareConnection(client: pg.ClientBase, schema: string | undefined): Promise<void> {
  await client.query("SET TIME ZONE 'UTC'");
  if (schema) await client.query("SELECT set_config('search_path', $1, false)", [pg.escapeIdentifier(schema)]);
}

// bigint rather than the driver's string, as on the embedded database.
const int8 = 20;
const rowTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    oid === int8 && format !== "binary"
      ? BigInt
      : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};
