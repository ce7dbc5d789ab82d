import { setTimeout as delay } from "node:timers/promises";

const batchSize = 200;
const coalesceMilliseconds = 10;
/** A database that stays away this long costs rows. */
const maxWaiting = 10_000;

export interface BatchWriter<Row> {
  add(row: Row): void;
  /** Waits until everything added so far is written. */
  flush(): Promise<void>;
}

/**
 * Writes rows in the background, in order, in batches.
 *
 * Errors: a failed write is retried with the next row or flush, so a short outage loses nothing.
 */
export function writeInBatches<Row>(
  insert: (rows: readonly Row[]) => Promise<void>,
  onError: (error: unknown) => void,
): BatchWriter<Row> {
  const waiting: Row[] = [];
  let writing: Promise<void> | undefined;

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, batchSize);
      await insert(batch);
      waiting.splice(0, batch.length);
      // The first row is written at once; under load those that follow share a statement.
      if (waiting.length > 0 && waiting.length < batchSize) await delay(coalesceMilliseconds);
    }
  }

  function write(): Promise<void> {
    writing ??= drain()
      .catch(onError)
      .finally(() => {
        writing = undefined;
      });
    return writing;
  }

  return {
    add(row) {
      if (waiting.length >= maxWaiting) return;
      waiting.push(row);
      void write();
    },

    async flush() {
      await writing;
      if (waiting.length > 0) await write();
    },
  };
}
