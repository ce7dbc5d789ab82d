const systemCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
]);
/** Prisma: not reachable, timed out, connection closed, no free connection, transaction not begun in time. */
const prismaCodes = new Set(["P1001", "P1002", "P1008", "P1017", "P2024", "P2028"]);
const adapterKinds = new Set(["DatabaseNotReachable", "ConnectionClosed", "SocketTimeout", "TooManyConnections"]);
/** PostgreSQL's classes of errors: connection, resources, an operator's intervention. */
const sqlStates = /^(?:08|53|57P)[0-9A-Z]+$/;
/** pg gives these errors no code. */
const pgMessages =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection)/;

/**
 * Whether something thrown says that the database can't be reached, rather than that a statement was wrong.
 *
 * By its shape, so that the caller needn't know the drivers.
 */
export function isDatabaseOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, meta } = error as { code?: unknown; meta?: AdapterMeta };
  if (typeof code === "string" && (systemCodes.has(code) || prismaCodes.has(code) || sqlStates.test(code))) return true;
  const cause = meta?.driverAdapterError?.cause;
  if (cause) return adapterKinds.has(cause.kind ?? "") || sqlStates.test(cause.originalCode ?? "");
  return pgMessages.test(error.message);
}

interface AdapterMeta {
  driverAdapterError?: { cause?: { kind?: string; originalCode?: string } };
}
