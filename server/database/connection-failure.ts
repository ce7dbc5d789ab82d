/** What an error of a connection says: those of several addresses tried in vain (AggregateError) have no message of their own. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message || String((error as NodeJS.ErrnoException).code) : String(error);
}
