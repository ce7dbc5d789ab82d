import { nowMs as currentMs } from "#server/clock.ts";
import type { Logger } from "#server/http/log/logger.ts";
import type { GrantStore } from "./grant-store.ts";

const throttleMs = 60_000;
const capacity = 20_000;

/**
 * Remembers when an app last used its access, for the list of connected apps: at most once a minute per grant, and
 * never in the way of the request that used it.
 */
export interface GrantUsage {
  touch(grantId: string, usedFor: string): void;
  /** Waits for what is being written. */
  flush(): Promise<void>;
}

export function createGrantUsage(
  store: Pick<GrantStore, "touch">,
  log: Pick<Logger, "warn">,
  nowMs = currentMs,
): GrantUsage {
  const touchedAt = new Map<string, number>();
  const writing = new Set<Promise<void>>();
  return {
    touch(grantId, usedFor) {
      const now = nowMs();
      if (now - (touchedAt.get(grantId) ?? Number.NEGATIVE_INFINITY) < throttleMs) return;
      if (touchedAt.size >= capacity) touchedAt.clear();
      touchedAt.set(grantId, now);
      const write = store.touch(grantId, usedFor, new Date(now)).catch((error: unknown) => {
        touchedAt.delete(grantId);
        log.warn("last use of a grant not recorded", { error });
      });
      writing.add(write);
      void write.finally(() => writing.delete(write));
    },
    async flush() {
      await Promise.all(writing);
    },
  };
}
