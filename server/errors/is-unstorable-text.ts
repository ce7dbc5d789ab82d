/** PostgreSQL: a character that isn't in the encoding, and an escape in jsonb that stands for none. */
const sqlStates = new Set(["22021", "22P05"]);

/**
 * Whether something thrown says that the database was given U+0000 or half of a surrogate pair, which only a caller's input can
 * have. Input is checked where it enters; this is for what is only looked up by it.
 */
export function isUnstorableText(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, meta } = error as { code?: unknown; meta?: AdapterMeta };
  return sqlStates.has(String(code)) || sqlStates.has(meta?.driverAdapterError?.cause?.originalCode ?? "");
}

interface AdapterMeta {
  driverAdapterError?: { cause?: { originalCode?: string } };
}
