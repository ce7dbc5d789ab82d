import { AppError } from "#server/errors/app-error.ts";
import type { Logger } from "#server/http/log/logger.ts";
import { decideRetryDelay } from "./retry-delay-policy.ts";

export type Announcement = readonly [channel: string, payload: string];

export interface AnnouncementsDeps {
  /** Publishes to every process. Errors: publishing failed. */
  publish(channel: string, payload: string): Promise<void>;
  /** Publishes to this process alone. */
  tellHere(channel: string, payload: string): void;
  /** What to say when more was left unsaid than is remembered: that something was missed. */
  missedSomething: Announcement;
  log: Pick<Logger, "info" | "error">;
  /** More than this is not remembered one by one. */
  capacity?: number;
  decideDelay?: (attempt: number, random: number) => number;
}

export interface Announcements {
  /**
   * Publishes what was committed; `false` when the other processes get it later. This process has handled it either way.
   *
   * Errors: none. The change is committed, so the request that made it must not fail.
   */
  announce(events: readonly Announcement[]): Promise<boolean>;
  /** Whether something waits until it can be published. */
  readonly untold: boolean;
  /** Since when; epoch milliseconds. */
  readonly untoldSinceMs: number | undefined;
  close(): void;
}

/**
 * Publishes committed events to the other processes: at once, or repeatedly until that succeeds.
 *
 * Races: an event may arrive twice, and later than one that was published after it. Handlers forget things, which is the same
 *        in any order and number.
 */
export function createAnnouncements(deps: AnnouncementsDeps): Announcements {
  const { publish, tellHere, missedSomething, log, capacity = 10_000, decideDelay = decideRetryDelay } = deps;
  const untold = new Set<Announcement>();
  let untoldSinceMs = 0;
  let attempt = 0;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  function keep(events: readonly Announcement[]): void {
    if (untold.size === 0) untoldSinceMs = Date.now();
    for (const event of events) untold.add(event);
    if (untold.size > capacity) {
      untold.clear();
      untold.add(missedSomething);
    }
  }

  function repeatLater(): void {
    if (closed || timer) return;
    timer = setTimeout(() => void repeat(), decideDelay(attempt++, Math.random()));
    // The timer must not keep a process alive that has nothing else to do.
    timer.unref();
  }

  async function repeat(): Promise<void> {
    try {
      for (const event of untold) {
        await publish(...event);
        untold.delete(event);
      }
      attempt = 0;
      const forSeconds = Math.round((Date.now() - untoldSinceMs) / 1000);
      log.info("the other processes have been told what they had missed", { for_seconds: forSeconds });
    } catch {
      // Said when it began; the next attempt follows.
    }
    timer = undefined;
    if (untold.size > 0) repeatLater();
  }

  return {
    async announce(events) {
      const left = [...events];
      try {
        for (const event of events) {
          await publish(...event);
          left.shift();
        }
        return true;
      } catch (error) {
        for (const event of left) tellHere(...event);
        log.error("done, but the other processes could not be told: this is repeated until they are", {
          channels: [...new Set(left.map(([channel]) => channel))],
          reason: error instanceof AppError ? error.detail : String(error),
        });
        keep(left);
        repeatLater();
        return false;
      }
    },

    get untold() {
      return untold.size > 0;
    },

    get untoldSinceMs() {
      return untold.size > 0 ? untoldSinceMs : undefined;
    },

    close() {
      closed = true;
      clearTimeout(timer);
      if (untold.size > 0) log.error("stopped before the other processes were told all", { untold: untold.size });
    },
  };
}
