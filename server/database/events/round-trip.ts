import { randomUUID } from "node:crypto";
import type { Subscriptions } from "./subscriptions.ts";

const channel = "portico_round_trip";

export interface RoundTripDeps {
  subscriptions: Pick<Subscriptions, "subscribe">;
  /** Publishes by the way that every event takes. Errors: it could not be published. */
  publish(channel: string, payload: string): Promise<void>;
  timeoutMilliseconds?: number;
}

/**
 * Proves that what is published arrives here. A connection that is open proves nothing: LISTEN through a pooler in
 * transaction mode is answered, and no event ever comes.
 *
 * Shape:  `true` arrived, `false` published and not arrived in time.
 * Errors: those of publish, which prove nothing either way.
 */
export function createRoundTrip({ subscriptions, publish, timeoutMilliseconds = 3_000 }: RoundTripDeps) {
  const awaited = new Map<string, () => void>();
  subscriptions.subscribe(channel, (id) => awaited.get(id)?.());

  return async function arrives(): Promise<boolean> {
    const id = randomUUID();
    const { promise, resolve } = Promise.withResolvers<boolean>();
    awaited.set(id, () => resolve(true));
    let timer: NodeJS.Timeout | undefined;
    try {
      await publish(channel, id);
      // An event that came while this process stood still is read before it counts as missing.
      timer = setTimeout(() => setImmediate(resolve, false), timeoutMilliseconds);
      return await promise;
    } finally {
      clearTimeout(timer);
      awaited.delete(id);
    }
  };
}
