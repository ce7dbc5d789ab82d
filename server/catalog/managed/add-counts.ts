import type { EndedCounts, EndedKind } from "#server/database/ended-counts.ts";

/** How much ended in all, by kind. */
export function addCounts(parts: readonly { counts: EndedCounts }[]): EndedCounts {
  const total: Partial<Record<EndedKind, number>> = {};
  for (const { counts } of parts) {
    for (const kind of Object.keys(counts) as EndedKind[]) total[kind] = (total[kind] ?? 0) + (counts[kind] ?? 0);
  }
  return total;
}
