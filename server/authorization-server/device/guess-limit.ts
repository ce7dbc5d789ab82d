import { hashRecordId } from "#server/authorization-server/records/oidc-record-store.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { DeviceAttemptStore } from "./device-attempt-store.ts";

const windowSeconds = 10 * 60;
const wrongGuesses = 10;

/** Limits wrong codes per person and per address, over all processes (RFC 8628 §5.1). Right ones cost nothing. */
export interface GuessLimit {
  /**
   * Counts a guess before it is looked at, so that parallel ones can't all slip in before the first was wrong.
   *
   * Errors: rate_limited.
   */
  take(keys: readonly string[]): Promise<void>;
  /** It was right. */
  giveBack(keys: readonly string[]): Promise<void>;
}

/** Whose guesses are refused now, for the administration. */
export interface GuessLockouts {
  list(most: number): Promise<readonly { key: string; limit: number; count: number; endsAtSeconds: number }[]>;
  /** Returns whether there was anything to lift. */
  lift(key: string): Promise<boolean>;
}

export function createGuessLockouts(
  store: Pick<DeviceAttemptStore, "exceeded" | "forget">,
  nowSeconds: () => number,
): GuessLockouts {
  return {
    async list(most) {
      const found = await store.exceeded(wrongGuesses, new Date(nowSeconds() * 1000), most);
      return found.map(({ key, count, endsAt }) => {
        return { key, count, limit: wrongGuesses, endsAtSeconds: Math.ceil(endsAt.getTime() / 1000) };
      });
    },
    lift: (key) => store.forget(hashRecordId(key)),
  };
}

export function createGuessLimit(
  store: Pick<DeviceAttemptStore, "countGuess" | "uncountGuess">,
  nowSeconds: () => number,
): GuessLimit {
  return {
    async take(keys) {
      const now = nowSeconds();
      const endsAt = new Date((now + windowSeconds) * 1000);
      const hashed = keys.map((key) => ({ key, hash: hashRecordId(key) }));
      const counts = await store.countGuess(hashed, new Date(now * 1000), endsAt);
      const exceeded = counts.filter(({ count }) => count > wrongGuesses);
      if (exceeded.length === 0) return;
      const lastEndsAtMs = Math.max(...exceeded.map((guess) => guess.endsAt.getTime()));
      throw new AppError("rate_limited", { facts: { retryAfterSeconds: Math.ceil(lastEndsAtMs / 1000) - now } });
    },
    giveBack: (keys) => store.uncountGuess(keys.map(hashRecordId)),
  };
}
