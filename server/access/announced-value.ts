import type { Notifier } from "#server/database/events/notifier.ts";

export interface AnnouncedValueDeps<T> {
  notify: Pick<Notifier, "subscribe" | "listening" | "onListeningChange">;
  channel: string;
  read(): Promise<T>;
  /** Called when the value may have changed, before it is read again. */
  onStale(): void;
}

export interface AnnouncedValue<T> {
  /** `undefined` when what is in memory is as new as the last announcement. Errors: those of `read`, which is tried again. */
  refresh(): Promise<void> | undefined;
  /** `undefined` before the first reading. */
  current(): { value: T } | undefined;
  close(): void;
}

/**
 * A value of the database that this process keeps in memory and reads again when its change was announced.
 *
 * Races: a call gets a reading that began after the call, so it sees every change announced before. One reading runs at a time.
 *        While this process gets no announcements, every call reads.
 */
export function createAnnouncedValue<T>({ notify, channel, read, onStale }: AnnouncedValueDeps<T>): AnnouncedValue<T> {
  let known: { value: T } | undefined;
  let stale = true;
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  const markStale = () => {
    stale = true;
    onStale();
  };
  const stops = [notify.subscribe(channel, markStale), notify.onListeningChange(markStale)];

  async function readNow(): Promise<void> {
    stale = false;
    try {
      known = { value: await read() };
    } catch (error) {
      stale = true;
      throw error;
    }
  }

  function start(): Promise<void> {
    const reading = readNow().finally(() => {
      if (running === reading) running = undefined;
    });
    running = reading;
    return reading;
  }

  return {
    refresh() {
      if (!notify.listening) stale = true;
      if (!stale) return running;
      if (!running) return start();
      const again = () => {
        next = undefined;
        return running ?? start();
      };
      next ??= running.then(again, again);
      return next;
    },
    current: () => known,
    close: () => stops.forEach((stop) => void stop()),
  };
}
