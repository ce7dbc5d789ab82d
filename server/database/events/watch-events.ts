import { nowMs as processMs } from "#server/clock.ts";
import type { Outage } from "#server/database/outage.ts";
import type { OwnedNotifier } from "./notifier.ts";

/** Since when events don't arrive or can't be published; empty while they do. */
export function watchEvents(
  notify: Pick<OwnedNotifier, "onListeningChange" | "listening" | "problem" | "place" | "untoldSinceMs">,
  nowMs = processMs,
): { outages(): readonly Outage[]; stop(): void } {
  let lostAtMs = notify.listening ? undefined : nowMs();
  const stop = notify.onListeningChange((listening) => {
    lostAtMs = listening ? undefined : (lostAtMs ?? nowMs());
  });
  return {
    stop,
    outages() {
      const { problem, untoldSinceMs, place } = notify;
      const lost: Outage[] =
        lostAtMs === undefined
          ? []
          : [
              {
                part: "events",
                sinceMs: lostAtMs,
                reason: problem?.message ?? `no connection to ${place}`,
                advice: problem?.advice ?? null,
              },
            ];
      const untold: Outage[] =
        untoldSinceMs === undefined
          ? []
          : [{ part: "announcements", sinceMs: untoldSinceMs, reason: `${place} took no event`, advice: null }];
      return [...lost, ...untold];
    },
  };
}
