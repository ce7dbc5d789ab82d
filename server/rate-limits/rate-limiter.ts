import type { RateKey } from "./limit-key.ts";

/** What is left of a limit after this call; seconds and counts as the RateLimit headers show them. */
export interface RateDecision {
  allowed: boolean;
  limit: number;
  remaining: number;
  resetSeconds: number;
}

/** What a call counts as, where it is not one in a minute. */
export interface RateUnits {
  /** How much of the limit it takes; 1 by default. */
  amount?: number;
  /** How long the window is; `windowSeconds` by default. One key always has the same. */
  seconds?: number;
}

/** Counts calls of one key in windows of time. In memory the answer is at hand; a shared store has to be asked. */
export interface RateLimiter {
  /** Keys are made by limit-key.ts only, so that the administration can say of each whom it counts. */
  take(key: RateKey, limit: number, units?: RateUnits): RateDecision | Promise<RateDecision>;
  close(): Promise<void>;
}

/** A key of which calls are refused now. */
export interface RefusedKey {
  key: string;
  limit: number;
  /** In the units of the limit: calls, or bytes. */
  count: number;
  /** Epoch seconds: from then on calls are let in again. */
  endsAtSeconds: number;
}

/** A limiter whose refusals can be looked at, and lifted. */
export interface WatchedRateLimiter extends RateLimiter {
  take(key: string, limit: number, units?: RateUnits): RateDecision | Promise<RateDecision>;
  /** `processes`: all count together, so that each knows all. `process`: this one alone, as in memory. */
  readonly countsFor: "process" | "processes";
  /** Since when a shared store does not answer, so that this process counts alone; epoch milliseconds. */
  readonly aloneSinceMs: number | undefined;
  /** At most `most` keys, those first that stay refused for longest. Errors: none. */
  refused(most: number): readonly RefusedKey[] | Promise<readonly RefusedKey[]>;
  /** The key, when its calls are refused now. Errors: none. */
  refusedOf(key: string): RefusedKey | undefined | Promise<RefusedKey | undefined>;
  /** Forgets what was counted for a key: its next call is the first. Returns whether anything was counted. Errors: none. */
  lift(key: string): boolean | Promise<boolean>;
}

export const windowSeconds = 60;
const windowsMax = 100_000;

/** Limits within this process. Cost: one look-up, no promise. */
export function createMemoryRateLimiter(nowSeconds: () => number): WatchedRateLimiter {
  let windows = new Map<string, { count: number; limit: number; endsAtSeconds: number }>();

  function dropEnded(now: number): void {
    windows = new Map([...windows].filter(([, window]) => window.endsAtSeconds > now));
    // Still too many: forget the oldest tenth. A flood of keys then costs some their count, not us our memory or, by
    // clearing up for every single one, our time.
    for (const key of windows.keys()) {
      if (windows.size <= windowsMax * 0.9) return;
      windows.delete(key);
    }
  }

  return {
    countsFor: "process",
    aloneSinceMs: undefined,
    take(key, limit, { amount = 1, seconds = windowSeconds } = {}) {
      const now = nowSeconds();
      let window = windows.get(key);
      if (!window || window.endsAtSeconds <= now) {
        if (windows.size >= windowsMax) dropEnded(now);
        window = { count: 0, limit, endsAtSeconds: now + seconds };
        windows.set(key, window);
      }
      window.count += amount;
      // Another one when an administrator has changed it meanwhile.
      window.limit = limit;
      return rateDecision(window.count, limit, window.endsAtSeconds - now);
    },
    refused(most) {
      const now = nowSeconds();
      const found: RefusedKey[] = [];
      for (const [key, { count, limit, endsAtSeconds }] of windows) {
        if (count > limit && endsAtSeconds > now) found.push({ key, limit, count, endsAtSeconds });
      }
      return found.sort((one, other) => other.endsAtSeconds - one.endsAtSeconds).slice(0, most);
    },
    refusedOf(key) {
      const window = windows.get(key);
      return window && window.count > window.limit && window.endsAtSeconds > nowSeconds()
        ? { key, ...window }
        : undefined;
    },
    lift: (key) => windows.delete(key),
    async close() {
      windows.clear();
    },
  };
}

export function rateDecision(count: number, limit: number, resetSeconds: number): RateDecision {
  return { allowed: count <= limit, limit, remaining: Math.max(0, limit - count), resetSeconds };
}

/** Flat pairs, as in draft-ietf-httpapi-ratelimit-headers-10. */
export function rateLimitHeaders(decision: RateDecision): string[] {
  return [
    "RateLimit-Policy",
    `"bff";q=${decision.limit};w=${windowSeconds}`,
    "RateLimit",
    `"bff";r=${decision.remaining};t=${decision.resetSeconds}`,
  ];
}
