import type { Logger } from "#server/http/log/logger.ts";
import type { OwnedNotifier } from "./notifier.ts";

/**
 * One line when the connection for events is lost, one when it turns out to carry none, and one when it is back, however many
 * attempts lie between; returns the way to stop.
 */
export function logOutages(
  notify: Pick<OwnedNotifier, "onListeningChange" | "listening" | "problem">,
  place: string,
  log: Pick<Logger, "info" | "warn">,
  nowMs = Date.now,
): () => void {
  let lostAtMs: number | undefined;
  let told: OwnedNotifier["problem"];

  function tellOfLoss(): void {
    const { problem } = notify;
    if (lostAtMs !== undefined && told === problem) return;
    lostAtMs ??= nowMs();
    told = problem;
    if (problem) {
      log.warn("events from other processes do not arrive: until they do, nothing is answered from memory", {
        lost: place,
        reason: problem.message,
        do: problem.advice,
      });
    } else {
      log.warn("events from other processes can't be heard: until they can, nothing is answered from memory", {
        lost: place,
      });
    }
  }

  if (!notify.listening) tellOfLoss();
  return notify.onListeningChange((listening) => {
    if (!listening) return tellOfLoss();
    if (lostAtMs === undefined) return;
    log.info("events from other processes are heard again", {
      back: place,
      after_seconds: Math.round((nowMs() - lostAtMs) / 1000),
    });
    lostAtMs = undefined;
    told = undefined;
  });
}
