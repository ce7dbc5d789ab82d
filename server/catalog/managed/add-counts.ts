type Counts = Readonly<Record<string, number>>;

/** How much ended in all, by kind. */
export function addCounts(parts: readonly { counts: Counts }[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const { counts } of parts) {
    for (const [kind, count] of Object.entries(counts)) total[kind] = (total[kind] ?? 0) + count;
  }
  return total;
}
