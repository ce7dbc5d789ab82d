import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { reasonOf } from "#server/database/connection-failure.ts";
import {
  abandon,
  answersWithin,
  EventsDontArrive,
  openListeningConnection,
} from "#server/database/listening-connection.ts";
import { isRefusedForNumber } from "#server/database/patient-pool.ts";
import { AppError } from "#server/errors/app-error.ts";
import { nameListeners } from "./listener-names.ts";
import { encodeMessage, wireChannelOf } from "./notification-message.ts";
import type { OwnedNotifier } from "./notifier.ts";
import { createProcessPresence } from "./process-presence.ts";
import { decideRetryDelay } from "./retry-delay-policy.ts";
import { createRollCall } from "./roll-call.ts";
import { createRoundTrip } from "./round-trip.ts";
import { createSubscriptions } from "./subscriptions.ts";

const heartbeatMilliseconds = 5_000;
const heartbeatTimeoutMilliseconds = 3_000;
/** A way that carries no events is a matter of settings, which don't change from one second to the next. */
const unprovedRetryMilliseconds = 30_000;
const startAttempts = 20;

// The listeners are the processes with such a connection: the server's list is right also after a crash.
const callSql = `SELECT pg_notify($1, $2), (SELECT count(*)::int FROM pg_stat_activity
  WHERE starts_with(application_name, $3) AND datname = current_database()) AS listeners`;

const connectedSql = `SELECT EXISTS (SELECT FROM pg_stat_activity
  WHERE application_name = $1 AND datname = current_database()) AS connected`;

const listenersSql = `SELECT DISTINCT substr(application_name, length($1) + 1) AS id FROM pg_stat_activity
  WHERE starts_with(application_name, $1) AND datname = current_database()`;

export interface ListenPostgresDeps {
  /** Of the listening connection: outside the pool, since a pooled one would be handed to others and given back. */
  config: pg.ClientConfig;
  /** For people: where the listening connection goes, and the setting that says so. */
  place: string;
  setting: string;
  /** Of the portal's tables: portals in other schemas of the database have channels of their own. */
  schema: string;
  /** On the pool: by the way that every event takes. */
  run(sql: string, params: readonly unknown[]): Promise<{ rows: unknown[] }>;
  /** Gives up one of the pool's connections. */
  spareOne(): void;
}

/**
 * LISTEN on a connection of its own, believed while a NOTIFY of our own arrives on it.
 *
 * Errors: the first connection must be answered, or opening fails; that nothing arrives on it is no error, `listening` is
 *         false then and `problem` says why. A later loss sets `listening` to false as well. Either is tried again for as long
 *         as the portal runs.
 * Races:  a connection that died silently (no FIN), or whose way was changed, is noticed within about 8 seconds, later if
 *         the pool has no connection free.
 */
export async function listenPostgres(deps: ListenPostgresDeps): Promise<OwnedNotifier> {
  const { run, place, schema } = deps;
  const subscriptions = createSubscriptions();
  let closed = false;
  const channel = wireChannelOf(schema);
  const names = nameListeners(schema);
  const isConnected = async (name: string) => {
    const [row] = (await run(connectedSql, [name])).rows as { connected: boolean }[];
    return row?.connected ?? true;
  };
  const presence = createProcessPresence({
    isListening: () => closed || subscriptions.listening,
    isConnected: (processId) => isConnected(names.of(processId)),
    connected: async () => ((await run(listenersSql, [names.prefix])).rows as { id: string }[]).map(({ id }) => id),
  });
  const ownName = names.of(presence.ownId);
  const arrives = createRoundTrip({ subscriptions, publish });
  let client: pg.Client | undefined;
  let problem: EventsDontArrive | undefined;
  let retryTimer: NodeJS.Timeout | undefined;

  function onLost(lost: pg.Client): void {
    if (client !== lost) return;
    client = undefined;
    subscriptions.setListening(false);
    scheduleRetry(0);
  }

  async function connect(): Promise<void> {
    try {
      const opened = await openListeningConnection({
        config: deps.config,
        channel,
        name: ownName,
        deliver: subscriptions.deliver,
        arrives,
        isConnected,
        onLost,
      });
      if (closed) return void opened.end().catch(() => undefined);
      client = opened;
      problem = undefined;
      subscriptions.setListening(true);
    } catch (error) {
      if (error instanceof EventsDontArrive) note(error);
      if (isRefusedForNumber(error)) deps.spareOne();
      throw error;
    }
  }

  /** Told once, and again when the reason is another one. */
  function note(reason: EventsDontArrive): void {
    if (problem?.message === reason.message) return;
    problem = reason;
    subscriptions.missed();
  }

  function scheduleRetry(attempt: number): void {
    if (closed) return;
    const waitMilliseconds = problem ? unprovedRetryMilliseconds : decideRetryDelay(attempt, Math.random());
    retryTimer = setTimeout(() => {
      connect().catch(() => scheduleRetry(attempt + 1));
    }, waitMilliseconds);
    // The timer must not keep a process alive that has nothing else to do.
    retryTimer.unref();
  }

  /** A connection of the process that just ended, or of the migration, may still count at the server. */
  async function connectAtStart(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await connect();
      } catch (error) {
        if (error instanceof EventsDontArrive) return scheduleRetry(0);
        if (!isRefusedForNumber(error) || attempt >= startAttempts) throw error;
        await delay(100);
      }
    }
  }

  let beating = false;
  async function beat(): Promise<void> {
    const current = client;
    if (!current || beating) return;
    beating = true;
    // That the pool can't publish says nothing about the listening connection: that one is asked itself.
    const alive = await arrives().catch(() => answersWithin(current, heartbeatTimeoutMilliseconds));
    beating = false;
    if (!alive && client === current) abandon(current);
  }

  async function publish(name: string, payload: string): Promise<void> {
    const message = encodeMessage(name, payload);
    try {
      await run("SELECT pg_notify($1, $2)", [channel, message]);
    } catch (cause) {
      throw new AppError("database_unavailable", { cause, detail: `could not publish on ${name}` });
    }
  }

  async function publishCall(name: string, payload: string): Promise<number> {
    const [row] = (await run(callSql, [channel, encodeMessage(name, payload), names.prefix])).rows as {
      listeners: number;
    }[];
    return row?.listeners ?? 0;
  }

  const { untilHeard } = createRollCall({ subscriptions, publish, publishCall });
  await connectAtStart().catch((cause: unknown) => {
    const detail = `${deps.setting}: could not LISTEN for events on ${place}: ${reasonOf(cause)}`;
    throw new AppError("database_unavailable", { cause, detail });
  });
  const heartbeat = setInterval(() => void beat(), heartbeatMilliseconds);
  heartbeat.unref();

  return {
    get processId() {
      return presence.processId;
    },
    hasEnded: presence.hasEnded,
    listeners: presence.listeners,
    place,
    channel,
    get problem() {
      return problem;
    },
    subscribe: subscriptions.subscribe,
    onListeningChange: subscriptions.onListeningChange,
    get listening() {
      return subscriptions.listening;
    },
    publish,
    untilHeard,
    async close() {
      closed = true;
      clearInterval(heartbeat);
      clearTimeout(retryTimer);
      const last = client;
      client = undefined;
      subscriptions.setListening(false);
      await last?.end().catch(() => undefined);
    },
  };
}
