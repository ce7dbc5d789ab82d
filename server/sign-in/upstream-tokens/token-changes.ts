import type { Notifier } from "#server/database/events/notifier.ts";

const channel = "upstream_token";

export interface TokenChanges {
  publish(sessionId: string, providerId: string): Promise<void>;
  onChanged(handler: (sessionId: string, providerId: string) => void): () => void;
  /**
   * Waits for a change of this token, but no longer than `seconds`: a notification can be lost, and while this process
   * isn't listening none arrives.
   */
  waitForChange(sessionId: string, providerId: string, seconds: number): Promise<void>;
  close(): void;
}

/** Messages between processes about provider tokens: that one changed, never its value. */
export function createTokenChanges(notify: Notifier): TokenChanges {
  const handlers = new Set<(sessionId: string, providerId: string) => void>();
  const stop = notify.subscribe(channel, (payload) => {
    const [sessionId = "", providerId = ""] = payload.split(" ");
    for (const handler of handlers) handler(sessionId, providerId);
  });
  const pollSeconds = 0.25;

  return {
    // A change without a message is still a change, because readers find it in the row.
    publish: (sessionId, providerId) => notify.publish(channel, `${sessionId} ${providerId}`).catch(() => {}),
    onChanged(handler) {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
    waitForChange(sessionId, providerId, seconds) {
      return new Promise((resolve) => {
        const finish = () => {
          clearTimeout(timer);
          handlers.delete(onChange);
          resolve();
        };
        const onChange = (session: string, provider: string) => {
          if (session === sessionId && provider === providerId) finish();
        };
        const limitSeconds = notify.listening ? seconds : Math.min(seconds, pollSeconds);
        const timer = setTimeout(finish, Math.max(0, limitSeconds) * 1000);
        handlers.add(onChange);
      });
    },
    close: stop,
  };
}
