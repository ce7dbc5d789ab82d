import pg from "pg";
import { AppError } from "#server/errors/app-error.ts";
import { reasonOf } from "./connection-failure.ts";
import { encodeMessage, wireChannel } from "./notification-message.ts";
import type { OwnedNotifier } from "./notifier.ts";
import { createProcessPresence } from "./process-presence.ts";
import { decideRetryDelay } from "./retry-delay-policy.ts";
import { createRollCall } from "./roll-call.ts";
import { createSubscriptions } from "./subscriptions.ts";

const heartbeatMilliseconds = 5_000;
const heartbeatTimeoutMilliseconds = 3_000;
/** Each process adds its id: who listens is who holds such a connection. */
const listenerPrefix = "portico-listener ";

// Who listens is who holds such a connection: the server knows it better than any list of ours, also after a crash.
const callSql = `SELECT pg_notify($1, $2), (SELECT count(*)::int FROM pg_stat_activity
  WHERE starts_with(application_name, $3) AND datname = current_database()) AS listeners`;

const connectedSql = `SELECT EXISTS (SELECT FROM pg_stat_activity
  WHERE application_name = $1 AND datname = current_database()) AS connected`;

/**
 * LISTEN on a connection of its own, outside the pool: a pooled one would be handed to others and given back.
 *
 * Errors: the first connection must succeed, or opening fails. A later loss sets `listening` to false and connects again with
 *         growing delays, for as long as the portal runs.
 * Races:  a connection that died silently (no FIN) is noticed by a heartbeat within about 8 seconds.
 */
export async function listenPostgres(config: pg.ClientConfig, pool: pg.Pool, place: string): Promise<OwnedNotifier> {
  const subscriptions = createSubscriptions();
  const presence = createProcessPresence({
    async isConnected(processId) {
      const values = [listenerPrefix + processId];
      const { rows } = await pool.query<{ connected: boolean }>({
        name: "portico_present",
        text: connectedSql,
        values,
      });
      return rows[0]?.connected ?? true;
    },
  });
  let client: pg.Client | undefined;
  let closed = false;
  let retryTimer: NodeJS.Timeout | undefined;

  async function connect(): Promise<void> {
    const next = new pg.Client({ ...config, keepAlive: true, application_name: listenerPrefix + presence.processId });
    let lost = false;
    const onLost = () => {
      if (lost) return;
      lost = true;
      void next.end().catch(() => undefined);
      if (client !== next) return;
      client = undefined;
      subscriptions.setListening(false);
      scheduleRetry(0);
    };
    next.on("error", onLost);
    next.on("end", onLost);
    next.on("notification", ({ payload }) => subscriptions.deliver(payload ?? ""));
    await next.connect();
    await next.query(`LISTEN ${wireChannel}`);
    if (closed || lost) {
      await next.end().catch(() => undefined);
      throw new Error("The listening connection ended while it was being opened.");
    }
    client = next;
    subscriptions.setListening(true);
  }

  function scheduleRetry(attempt: number): void {
    if (closed) return;
    retryTimer = setTimeout(
      () => {
        connect().catch(() => scheduleRetry(attempt + 1));
      },
      decideRetryDelay(attempt, Math.random()),
    );
    // The timer must not keep a process alive that has nothing else to do.
    retryTimer.unref();
  }

  const heartbeat = setInterval(() => {
    const current = client;
    if (!current) return;
    const timeout = setTimeout(() => abandon(current), heartbeatTimeoutMilliseconds);
    current
      .query("SELECT 1")
      .catch(() => undefined) // the loss arrives as "error" or "end"
      .finally(() => clearTimeout(timeout));
  }, heartbeatMilliseconds);
  heartbeat.unref();

  await connect().catch((cause: unknown) => {
    clearInterval(heartbeat);
    const detail = `could not LISTEN for events on ${place}: ${reasonOf(cause)}`;
    throw new AppError("database_unavailable", { cause, detail });
  });

  async function publish(channel: string, payload: string): Promise<void> {
    const message = encodeMessage(channel, payload);
    try {
      await pool.query({ name: "portico_notify", text: "SELECT pg_notify($1, $2)", values: [wireChannel, message] });
    } catch (cause) {
      throw new AppError("database_unavailable", { cause, detail: `could not publish on ${channel}` });
    }
  }

  async function publishCall(channel: string, payload: string): Promise<number> {
    const values = [wireChannel, encodeMessage(channel, payload), listenerPrefix];
    const { rows } = await pool.query<{ listeners: number }>({ name: "portico_roll_call", text: callSql, values });
    return rows[0]?.listeners ?? 0;
  }

  return {
    ...presence,
    place,
    subscribe: subscriptions.subscribe,
    onListeningChange: subscriptions.onListeningChange,
    get listening() {
      return subscriptions.listening;
    },
    publish,
    untilHeard: createRollCall({ subscriptions, publish, publishCall }).untilHeard,
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

/** Ends a connection that no longer answers; asking it politely would wait for the same silence. */
function abandon(client: pg.Client): void {
  const stream = (client as unknown as { connection?: { stream?: { destroy(error?: Error): void } } }).connection
    ?.stream;
  stream?.destroy(new Error("The listening connection stopped answering."));
}
