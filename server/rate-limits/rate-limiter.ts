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
  take(key: string, limit: number, units?: RateUnits): RateDecision | Promise<RateDecision>;
  close(): Promise<void>;
}

export const windowSeconds = 60;
const windowsMax = 100_000;

/** Limits within this process. Cost: one look-up, no promise. */
export function createMemoryRateLimiter(nowSeconds: () => number): RateLimiter {
  let windows = new Map<string, { count: number; endsAtSeconds: number }>();

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
    take(key, limit, { amount = 1, seconds = windowSeconds } = {}) {
      const now = nowSeconds();
      let window = windows.get(key);
      if (!window || window.endsAtSeconds <= now) {
        if (windows.size >= windowsMax) dropEnded(now);
        window = { count: 0, endsAtSeconds: now + seconds };
        windows.set(key, window);
      }
      window.count += amount;
      return rateDecision(window.count, limit, window.endsAtSeconds - now);
    },
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
