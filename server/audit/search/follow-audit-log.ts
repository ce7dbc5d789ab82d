import { setTimeout as delay } from "node:timers/promises";
import type { AuditFilter } from "./audit-search.ts";
import type { AuditEventRow, AuditSearchStore } from "./audit-search-store.ts";

const pollMilliseconds = 1_000;
const batchSize = 500;
const lookBack = 1_000n;
/** While a transaction stays open for hours, ids are not remembered without a bound. */
const rememberedMax = 50_000;

/** Up to which id everything will have been told, once the transactions that were under way are over. */
interface Milestone {
  id: bigint;
  /** Taken a poll later than `id`, because a transaction takes its event's id a moment before it has a number of its own. */
  begunBelow: bigint | undefined;
}

/**
 * Events as they are written, by asking again.
 *
 * Ids are given before a transaction commits, so a higher id may be seen first: every poll reads again from the last id below which
 * all transactions are over, and leaves out what was told.
 */
export async function* followAuditLog(
  store: Pick<AuditSearchStore, "listAbove" | "position" | "list">,
  filter: AuditFilter,
  {
    last,
    signal,
    intervalMilliseconds = pollMilliseconds,
  }: { last: number; signal: AbortSignal; intervalMilliseconds?: number },
): AsyncGenerator<AuditEventRow, void> {
  let settled = (await store.position()).newestId;
  let milestone: Milestone | undefined;
  let told = new Set<bigint>();
  if (last > 0) {
    const { rows } = await store.list(filter, undefined, last);
    for (const row of rows.reverse()) {
      told.add(row.id);
      yield row;
    }
  }
  // Transactions that are under way may have lower ids than the newest, so the first polls begin before it, and what stands there
  // already counts as told.
  settled = settled > lookBack ? settled - lookBack : 0n;
  for (const row of await store.listAbove(filter, settled, 2 * Number(lookBack))) told.add(row.id);
  while (!signal.aborted) {
    const position = await store.position();
    let above = settled;
    for (;;) {
      const rows = await store.listAbove(filter, above, batchSize);
      for (const row of rows) {
        if (told.has(row.id)) continue;
        told.add(row.id);
        yield row;
      }
      const newest = rows.at(-1);
      if (!newest || rows.length < batchSize) break;
      above = newest.id;
    }
    if (
      milestone?.begunBelow !== undefined &&
      (position.settledBelow >= milestone.begunBelow || told.size > rememberedMax)
    ) {
      const reached = milestone.id;
      settled = reached;
      told = new Set([...told].filter((id) => id > reached));
      milestone = undefined;
    }
    if (milestone) milestone.begunBelow ??= position.begunBelow;
    else milestone = { id: position.newestId, begunBelow: undefined };
    await delay(intervalMilliseconds, undefined, { signal }).catch(() => undefined);
  }
}
