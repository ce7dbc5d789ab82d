import type { Logger } from "#server/http/logger.ts";
import type { Notifier } from "./notifier.ts";

/**
 * One line when the connection for events is lost and one when it is back, however many attempts lie between; returns the way
 * to stop.
 */
export function logOutages(
  notify: Pick<Notifier, "onListeningChange">,
  place: string,
  log: Pick<Logger, "info" | "warn">,
  nowMs = Date.now,
): () => void {
  let lostAtMs: number | undefined;
  return notify.onListeningChange((listening) => {
    if (!listening) {
      lostAtMs = nowMs();
      log.warn("events from other processes can't be heard: until they can, nothing is answered from memory", {
        lost: place,
      });
    } else if (lostAtMs !== undefined) {
      log.info("events from other processes are heard again", {
        back: place,
        after_seconds: Math.round((nowMs() - lostAtMs) / 1000),
      });
      lostAtMs = undefined;
    }
  });
}
