import { Redis } from "ioredis";
import { AppError } from "#server/errors/app-error.ts";
import { encodeMessage, wireChannel } from "./notification-message.ts";
import type { OwnedNotifier } from "./notifier.ts";
import { createProcessPresence } from "./process-presence.ts";
import { decideRetryDelay } from "./retry-delay-policy.ts";
import { createRollCall } from "./roll-call.ts";
import { createSubscriptions } from "./subscriptions.ts";

const commandTimeoutMilliseconds = 3_000;
const heartbeatMilliseconds = 5_000;
const processChannel = (processId: string) => `${wireChannel}:process:${processId}`;

/**
 * The same over Redis pub/sub, for portals whose PostgreSQL can't LISTEN (a transaction-pooling proxy) or has enough to do.
 *
 * Errors: the first connection must succeed. Later it fails closed like the others: `listening` is false while the subscriber
 *         is gone, and a publish that Redis did not take throws instead of waiting in a queue.
 */
export async function createRedisNotifier(redisUrl: string): Promise<OwnedNotifier> {
  const subscriptions = createSubscriptions();
  const options = {
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    connectTimeout: commandTimeoutMilliseconds,
    commandTimeout: commandTimeoutMilliseconds,
    retryStrategy: (attempt: number) => decideRetryDelay(attempt - 1, Math.random()),
  };
  const publisher = new Redis(redisUrl, options);
  const presence = createProcessPresence({
    // Nothing is ever said there: that a process is subscribed says that it is there.
    async isConnected(processId) {
      const [, subscribers] = (await publisher.pubsub("NUMSUB", processChannel(processId))) as [string, number];
      return subscribers > 0;
    },
  });
  const subscribe = () => subscriber.subscribe(wireChannel, processChannel(presence.processId));
  const subscriber = new Redis(redisUrl, options);
  // ioredis reports every failed attempt as an event; without a listener it prints them. State is kept below.
  publisher.on("error", () => undefined);
  subscriber.on("error", () => undefined);
  subscriber.on("message", (channel, message) => {
    if (channel === wireChannel) subscriptions.deliver(message);
  });
  subscriber.on("close", () => subscriptions.setListening(false));

  try {
    await publisher.connect();
    await subscriber.connect();
    await subscribe();
  } catch (cause) {
    publisher.disconnect();
    subscriber.disconnect();
    throw new AppError("database_unavailable", { cause, detail: "could not reach Redis; check REDIS_URL" });
  }
  subscriptions.setListening(true);
  subscriber.on("ready", () => {
    subscribe().then(
      () => subscriptions.setListening(true),
      () => subscriber.disconnect(true),
    );
  });

  const heartbeat = setInterval(() => {
    // A subscriber whose network went silent notices only by asking.
    if (subscriptions.listening) subscriber.ping().catch(() => subscriber.disconnect(true));
  }, heartbeatMilliseconds);
  heartbeat.unref();

  async function publishCounted(channel: string, payload: string): Promise<number> {
    const message = encodeMessage(channel, payload);
    try {
      return await publisher.publish(wireChannel, message);
    } catch (cause) {
      throw new AppError("database_unavailable", {
        cause,
        detail: `could not publish on ${channel}: Redis did not answer`,
      });
    }
  }

  async function publish(channel: string, payload: string): Promise<void> {
    await publishCounted(channel, payload);
  }

  return {
    ...presence,
    subscribe: subscriptions.subscribe,
    onListeningChange: subscriptions.onListeningChange,
    get listening() {
      return subscriptions.listening;
    },
    publish,
    untilHeard: createRollCall({ subscriptions, publish, publishCall: publishCounted }).untilHeard,
    async close() {
      clearInterval(heartbeat);
      subscriptions.setListening(false);
      subscriber.disconnect();
      publisher.disconnect();
    },
  };
}
