import { hashRecordId } from "#server/authorization-server/records/oidc-record-store.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { GuessKey } from "#server/rate-limits/limit-key.ts";
import type { RefusedKey } from "#server/rate-limits/rate-limiter.ts";
import type { DeviceAttemptStore, ExceededGuesses } from "./device-attempt-store.ts";

const windowSeconds = 10 * 60;
const wrongGuesses = 10;

/** Limits wrong codes per person and per address, over all processes (RFC 8628 §5.1). Right ones cost nothing. */
export interface GuessLimit {
  /**
   * Counts a guess before it is looked at, so that parallel ones can't all slip in before the first was wrong.
   *
   * Errors: rate_limited.
   */
  take(keys: readonly GuessKey[]): Promise<void>;
  /** It was right. */
  giveBack(keys: readonly GuessKey[]): Promise<void>;
}

/** Whose guesses are refused now, for the administration. */
export interface GuessLockouts {
  /** At most `most`, those first that last longest. */
  list(most: number): Promise<readonly RefusedKey[]>;
  /** The key, when its guesses are refused now. */
  find(key: string): Promise<RefusedKey | undefined>;
  /** Returns whether there was anything to lift. */
  lift(key: string): Promise<boolean>;
}

export function createGuessLockouts(
  store: Pick<DeviceAttemptStore, "exceeded" | "exceededOf" | "forget">,
  nowSeconds: () => number,
): GuessLockouts {
  const now = () => new Date(nowSeconds() * 1000);
  const refused = ({ key, count, endsAt }: ExceededGuesses): RefusedKey => {
    return { key, count, limit: wrongGuesses, endsAtSeconds: Math.ceil(endsAt.getTime() / 1000) };
  };
  return {
    list: async (most) => (await store.exceeded(wrongGuesses, now(), most)).map(refused),
    async find(key) {
      const found = await store.exceededOf(hashRecordId(key), wrongGuesses, now());
      return found && refused(found);
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
