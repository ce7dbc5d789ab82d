import type { Notifier } from "#server/database/events/notifier.ts";

/** The next payload on a channel. Subscribe (call this) before publishing. */
export function nextPayload(notify: Notifier, channel: string): Promise<string> {
  return new Promise((resolve) => {
    const stop = notify.subscribe(channel, (payload) => {
      stop();
      resolve(payload);
    });
  });
}

/** The next value of `listening`. */
export function nextListeningChange(notify: Notifier): Promise<boolean> {
  return new Promise((resolve) => {
    const stop = notify.onListeningChange((listening) => {
      stop();
      resolve(listening);
    });
  });
}
