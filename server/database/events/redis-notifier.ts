import { Redis } from "ioredis";
import { reasonOf } from "#server/database/connection-failure.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { Logger } from "#server/http/log/logger.ts";
import { createAnnouncements } from "./announcements.ts";
import { encodeMessage, wireChannel } from "./notification-message.ts";
import type { OwnedNotifier } from "./notifier.ts";
import { createProcessPresence } from "./process-presence.ts";
import { decideRetryDelay } from "./retry-delay-policy.ts";
import { createRollCall } from "./roll-call.ts";
import { createRoundTrip } from "./round-trip.ts";
import { createSubscriptions } from "./subscriptions.ts";

const commandTimeoutMilliseconds = 3_000;
const heartbeatMilliseconds = 5_000;
/** Said when there was too much to say: everything is to be looked up again. */
const missedChannel = "portico_missed";
const processChannel = (processId: string) => `${wireChannel}:process:${processId}`;

/**
 * The same over Redis pub/sub, for portals whose PostgreSQL can't LISTEN (a transaction-pooling proxy) or has enough to do.
 *
 * Errors: the first connection must succeed. It fails closed like the others: `listening` is false while the subscriber is gone
 *         or a message of our own does not arrive on it, and a publish that Redis did not take throws instead of waiting in a queue. What was committed is announced
 *         until it went through.
 */
export async function createRedisNotifier(redisUrl: string, log: Logger): Promise<OwnedNotifier> {
  const subscriptions = createSubscriptions();
  const place = placeOf(redisUrl);
  const options = {
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    connectTimeout: commandTimeoutMilliseconds,
    commandTimeout: commandTimeoutMilliseconds,
    // A command that times out leaves its connection in use, also one whose network went silent: this one closes it.
    socketTimeout: commandTimeoutMilliseconds,
    retryStrategy: (attempt: number) => decideRetryDelay(attempt - 1, Math.random()),
  };
  const publisher = new Redis(redisUrl, options);
  let closed = false;
  const presence = createProcessPresence({
    isListening: () => closed || subscriptions.listening,
    // Nothing is ever said there: that a process is subscribed says that it is there.
    async isConnected(processId) {
      const [, subscribers] = (await publisher.pubsub("NUMSUB", processChannel(processId))) as [string, number];
      return subscribers > 0;
    },
    async connected() {
      const channels = (await publisher.pubsub("CHANNELS", processChannel("*"))) as string[];
      return channels.map((channel) => channel.slice(processChannel("").length));
    },
  });
  const subscribe = () => subscriber.subscribe(wireChannel, processChannel(presence.ownId));
  const subscriber = new Redis(redisUrl, options);
  // ioredis reports every failed attempt as an event; without a listener it prints them. State is kept below.
  let lastError: unknown;
  publisher.on("error", (error) => {
    lastError = error;
  });
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
    throw startError(lastError ?? cause, place); // the rejection says only that it was closed
  }

  const arrives = createRoundTrip({ subscriptions, publish });
  let problem: OwnedNotifier["problem"];

  /**
   * That nothing can be published says nothing about a subscription that was proved before, and nothing new while the
   * publishing connection is away: the proof is repeated when it is back.
   */
  async function prove(): Promise<void> {
    const arrived = await arrives().catch((error: unknown) => (subscriptions.listening ? true : reasonOf(error)));
    if (typeof arrived === "string" && publisher.status !== "ready") return;
    const isProved = arrived === true && subscriber.status === "ready";
    const before = problem;
    problem = arrived === true ? undefined : nothingArrives(arrived || "a message of our own did not arrive");
    if (isProved !== subscriptions.listening) subscriptions.setListening(isProved);
    else if (problem && problem.message !== before?.message) subscriptions.missed();
  }
  await prove();
  publisher.on("ready", () => void prove());
  subscriber.on("ready", () => {
    subscribe().then(prove, () => subscriber.disconnect(true));
  });

  const heartbeat = setInterval(() => {
    // A connection whose network went silent is noticed only by asking.
    for (const connection of [publisher, subscriber]) connection.ping().catch(() => undefined);
    void prove();
  }, heartbeatMilliseconds);
  heartbeat.unref();

  async function publishCounted(channel: string, payload: string): Promise<number> {
    const message = encodeMessage(channel, payload);
    try {
      return await publisher.publish(wireChannel, message);
    } catch (cause) {
      throw new AppError("redis_unavailable", {
        cause,
        detail: `could not publish on ${channel}: ${place} did not answer`,
      });
    }
  }

  async function publish(channel: string, payload: string): Promise<void> {
    await publishCounted(channel, payload);
  }

  const announcements = createAnnouncements({
    publish,
    tellHere: (channel, payload) => subscriptions.deliver(encodeMessage(channel, payload)),
    missedSomething: [missedChannel, ""],
    log,
  });
  subscriptions.subscribe(missedChannel, subscriptions.missed);

  return {
    get processId() {
      return presence.processId;
    },
    hasEnded: presence.hasEnded,
    listeners: presence.listeners,
    place,
    get problem() {
      return problem;
    },
    announce: announcements.announce,
    get untold() {
      return announcements.untold;
    },
    get untoldSinceMs() {
      return announcements.untoldSinceMs;
    },
    subscribe: subscriptions.subscribe,
    onListeningChange: subscriptions.onListeningChange,
    get listening() {
      return subscriptions.listening;
    },
    publish,
    untilHeard: createRollCall({ subscriptions, publish, publishCall: publishCounted }).untilHeard,
    async close() {
      closed = true;
      clearInterval(heartbeat);
      announcements.close();
      subscriptions.setListening(false);
      subscriber.disconnect();
      publisher.disconnect();
    },
  };
}

function nothingArrives(reason: string): OwnedNotifier["problem"] {
  return {
    message: `SUBSCRIBE was answered, but ${reason}`,
    advice: "REDIS_URL has to lead to one Redis, for PUBLISH and SUBSCRIBE alike: look at what stands before it",
  };
}

function placeOf(redisUrl: string): string {
  const { hostname, port } = new URL(redisUrl);
  return `Redis at ${hostname || "localhost"}:${port || "6379"}`;
}

/** Other errors (too many clients) pass without a change of settings. */
const refusesSettings = /^(?:WRONGPASS|NOAUTH|NOPERM|ERR (?:invalid password|AUTH|DB index|invalid DB))\b/;

/** A Redis that answers and refuses (wrong password, no such database) is not one that will be there in a moment. */
function startError(cause: unknown, place: string): AppError {
  const reason = reasonOf(cause).replace(/\.$/, "");
  if (refusesSettings.test(reason)) {
    return new AppError("invalid_settings", { cause, detail: `REDIS_URL: ${place}: ${reason}.` });
  }
  return new AppError("redis_unavailable", { cause, detail: `${place}: ${reason}. Check REDIS_URL and that it runs.` });
}
