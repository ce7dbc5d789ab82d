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
  const schema = url.searchParams.get("schema") || undefined;
  url.searchParams.delete("schema");
  return {
    config: { connectionString: url.href, connectionTimeoutMillis: connectTimeoutMilliseconds, types: rowTypes },
    schema,
    place: `${url.hostname || "localhost"}:${url.port || "5432"}${url.pathname}`,
  };
}

/** What the server says of a new connection. */
export interface ConnectionFacts {
  /**
   * `false` behind a pooler: what is set or prepared on such a connection may be gone with the next statement, or be
   * there for another client.
   */
  direct: boolean;
}

/**
 * Looks whether a new connection goes to the server itself, and sets its search_path only if it does.
 *
 * A pooler hands out keys of its own for cancelling queries, so that the process number in them is not the one of the
 * server process that answers.
 */
export async function inspectConnection(
  client: pg.ClientBase,
  searchPath: string | undefined,
): Promise<ConnectionFacts> {
  const { processID } = client as unknown as { processID: number };
  const { rows } = await client.query<ConnectionFacts>(
    `SELECT pg_backend_pid() = $1 AS direct,
       CASE WHEN pg_backend_pid() = $1 AND $2::text IS NOT NULL THEN set_config('search_path', $2, false) END AS path`,
    [processID, searchPath === undefined ? null : pg.escapeIdentifier(searchPath)],
  );
  return { direct: rows[0]?.direct ?? false };
}

// bigint rather than the driver's string, as on the embedded database.
const int8 = 20;
const rowTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    oid === int8 && format !== "binary"
      ? BigInt
      : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};
