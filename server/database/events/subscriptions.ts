import { decodeMessage } from "./notification-message.ts";
import type { NotificationHandler } from "./notifier.ts";

/** The receiving half that every notifier shares: the handlers by channel, and whether anything arrives. */
export interface Subscriptions {
  subscribe(channel: string, handler: NotificationHandler): () => void;
  onListeningChange(handler: (listening: boolean) => void): () => void;
  readonly listening: boolean;
  setListening(listening: boolean): void;
  /** Something was missed, or why this process isn't listening has changed: what is remembered by events is forgotten. */
  missed(): void;
  deliver(message: string): void;
  /** Waits for the handlers that are still at work on what was delivered. Errors: none. */
  handled(): Promise<void>;
}

export function createSubscriptions(): Subscriptions {
  const handlers = new Map<string, Set<NotificationHandler>>();
  const watchers = new Set<(listening: boolean) => void>();
  const atWork = new Set<Promise<void>>();
  let listening = false;

  function call(handler: NotificationHandler, payload: string): void {
    const work = handler(payload);
    if (!(work instanceof Promise)) return;
    const done = work.catch(throwUncaught).finally(() => atWork.delete(done));
    atWork.add(done);
  }

  function tellWatchers(): void {
    for (const watcher of [...watchers]) callSafely(() => watcher(listening));
  }

  return {
    subscribe(channel, handler) {
      // A wrapper of its own: the same function subscribed twice is two subscriptions.
      const entry: NotificationHandler = (payload) => handler(payload);
      const entries = handlers.get(channel) ?? new Set();
      handlers.set(channel, entries.add(entry));
      return () => {
        entries.delete(entry);
        if (entries.size === 0 && handlers.get(channel) === entries) handlers.delete(channel);
      };
    },

    onListeningChange(handler) {
      const entry = (now: boolean) => handler(now);
      watchers.add(entry);
      return () => watchers.delete(entry);
    },

    get listening() {
      return listening;
    },

    setListening(now) {
      if (now === listening) return;
      listening = now;
      tellWatchers();
    },

    missed: tellWatchers,

    deliver(message) {
      const decoded = decodeMessage(message);
      if (!decoded) return;
      for (const handler of [...(handlers.get(decoded.channel) ?? [])])
        callSafely(() => call(handler, decoded.payload));
    },

    async handled() {
      await Promise.all(atWork);
    },
  };
}

/** One broken handler must not keep an eviction from the others; the error still surfaces as an uncaught one. */
function callSafely(call: () => void): void {
  try {
    call();
  } catch (error) {
    throwUncaught(error);
  }
}

function throwUncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
