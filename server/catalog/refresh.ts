import type { Notifier } from "#server/database/events/notifier.ts";

export interface RefreshDeps {
  notify: Pick<Notifier, "subscribe" | "listening" | "onListeningChange">;
  channel: string;
  readAll(): Promise<void>;
  /** See CatalogSource.generation. */
  generation?: (() => Promise<string>) | undefined;
  read(keys: readonly string[]): Promise<void>;
}

export interface Refresh {
  /** `undefined` when everything in memory is as new as the last announcement. */
  refresh(): Promise<void> | undefined;
  close(): void;
}

/**
 * Decides what has to be read again, by what is announced.
 *
 * Races: a call gets a reading that began after the call, so it sees every change announced before. Only one reading runs at a
 *        time, so an older answer never replaces a newer one. While this process gets no announcements, every call asks for the
 *        generation and reads everything when it is another one; calls that come during a reading share the next one.
 */
export function createRefresh({ notify, channel, readAll, generation, read }: RefreshDeps): Refresh {
  const stale = new Set<string>();
  let allStale = true;
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  const stops = [
    notify.subscribe(channel, (key) => void stale.add(key)),
    notify.onListeningChange(() => {
      allStale = true;
    }),
  ];

  /** Of the last reading of everything: asked for before it, so that a change during it is read again. */
  let knownGeneration: string | undefined;

  async function readEverything(): Promise<void> {
    const current = await generation?.();
    if (current !== undefined && current === knownGeneration) return;
    await readAll();
    knownGeneration = current;
  }

  async function readStale(): Promise<void> {
    const all = allStale;
    const keys = [...stale];
    allStale = false;
    stale.clear();
    try {
      await (all ? readEverything() : read(keys));
    } catch (error) {
      allStale ||= all;
      for (const key of keys) stale.add(key);
      throw error;
    }
  }

  function start(): Promise<void> {
    const reading = readStale().finally(() => {
      if (running === reading) running = undefined;
    });
    running = reading;
    return reading;
  }

  /** What the running one answers is its callers' matter. */
  function startAfter(before: Promise<void>): Promise<void> {
    const startNext = () => {
      next = undefined;
      // One that began meanwhile began after the calls that wait here.
      return running ?? start();
    };
    return before.then(startNext, startNext);
  }

  return {
    refresh() {
      if (!notify.listening) allStale = true;
      if (!allStale && stale.size === 0) return running;
      if (!running) return start();
      next ??= startAfter(running);
      return next;
    },
    close: () => stops.forEach((stop) => void stop()),
  };
}
