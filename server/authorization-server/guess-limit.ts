import { AppError } from "#server/errors/app-error.ts";

const windowSeconds = 10 * 60;
const wrongGuesses = 10;
const keysAtMost = 20_000;

/** Limits wrong codes per person and per address (RFC 8628 §5.1). Right ones cost nothing. */
export interface GuessLimit {
  /** Errors: rate_limited. */
  requireGuess(keys: readonly string[]): void;
  countWrong(keys: readonly string[]): void;
}

export function createGuessLimit(nowSeconds: () => number): GuessLimit {
  const windows = new Map<string, { wrong: number; endsAtSeconds: number }>();

  function current(key: string) {
    const window = windows.get(key);
    if (window && window.endsAtSeconds > nowSeconds()) return window;
    windows.delete(key);
    return undefined;
  }

  return {
    requireGuess(keys) {
      for (const key of keys) {
        const window = current(key);
        if (!window || window.wrong < wrongGuesses) continue;
        const retryAfterSeconds = window.endsAtSeconds - nowSeconds();
        throw new AppError("rate_limited", { facts: { retry_after_seconds: retryAfterSeconds } });
      }
    },
    countWrong(keys) {
      for (const key of keys) {
        const window = current(key) ?? { wrong: 0, endsAtSeconds: nowSeconds() + windowSeconds };
        window.wrong += 1;
        // Somebody fills the table with addresses: the oldest entry makes room, not everybody's.
        const [oldest] = windows.keys();
        if (windows.size >= keysAtMost && oldest !== undefined) windows.delete(oldest);
        windows.set(key, window);
      }
    },
  };
}
