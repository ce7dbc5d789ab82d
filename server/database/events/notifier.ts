import type { Announcements } from "./announcements.ts";
import type { ProcessPresence } from "./process-presence.ts";

/**
 * Events between the processes of one portal, by which caches are evicted.
 *
 * Delivery is at most once: what was published while `listening` was false is lost. So a cache that depends on it is bypassed
 * while it is false and drops the cache at every change of it.
 */
export interface Notifier extends ProcessPresence {
  /** Publishes to every process, this one included. Errors: AppError database_unavailable or redis_unavailable. */
  publish(channel: string, payload: string): Promise<void>;
  /**
   * Returns how to unsubscribe. A handler that throws doesn't stop the other handlers. Until a promise that it answers is settled, the
   * event doesn't count as handled: other processes wait for it, so it must be a matter of milliseconds.
   */
  subscribe(channel: string, handler: NotificationHandler): () => void;
  /** Whether events published now would arrive here. */
  readonly listening: boolean;
  onListeningChange(handler: (listening: boolean) => void): () => void;
}

export type NotificationHandler = (payload: string) => void | Promise<void>;

/** Publishes inside a database transaction: the event leaves only when the transaction commits. */
export type PublishOnCommit = (channel: string, payload: string) => Promise<void>;

/** A notifier with `close`, for the room that opened it. */
export interface OwnedNotifier extends Notifier {
  /** For people: the kind, host and port of what carries the events; never a password. */
  readonly place: string;
  /** Why nothing arrives on a connection that is open, and what the operator can do; `undefined` while it does. */
  readonly problem?: { readonly message: string; readonly advice: string } | undefined;
  /** The PostgreSQL channel that events travel in; `undefined` with Redis. */
  readonly channel?: string;
  /** Publishes what a transaction has committed; without it, events are part of the transaction. */
  readonly announce?: Announcements["announce"];
  /** Whether announcements wait until they can be published. */
  readonly untold?: Announcements["untold"];
  readonly untoldSinceMs?: Announcements["untoldSinceMs"];
  /**
   * Waits until every process that listens has handled what was published before, but not for one that hangs.
   * Errors: none.
   */
  untilHeard(): Promise<void>;
  close(): Promise<void>;
}
