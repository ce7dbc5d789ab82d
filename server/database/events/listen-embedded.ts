import type { PGlite } from "@electric-sql/pglite";
import { AppError } from "#server/errors/app-error.ts";
import { encodeMessage, wireChannel } from "./notification-message.ts";
import type { OwnedNotifier } from "./notifier.ts";
import { createProcessPresence } from "./process-presence.ts";
import { createSubscriptions } from "./subscriptions.ts";

/** LISTEN/NOTIFY inside the embedded database: one process, so listening holds as long as the database is open. */
export async function listenEmbedded(pglite: PGlite): Promise<OwnedNotifier> {
  const subscriptions = createSubscriptions();
  const unlisten = await pglite.listen(wireChannel, subscriptions.deliver);
  subscriptions.setListening(true);

  // The data directory's lock lets one process in: any other has ended.
  const presence = createProcessPresence({
    isConnected: async () => false,
    connected: async () => [presence.ownId],
    graceMilliseconds: 0,
  });

  return {
    ...presence,
    place: "embedded PostgreSQL",
    channel: wireChannel,
    subscribe: subscriptions.subscribe,
    onListeningChange: subscriptions.onListeningChange,
    get listening() {
      return subscriptions.listening;
    },
    async publish(channel, payload) {
      const message = encodeMessage(channel, payload);
      try {
        await pglite.query("SELECT pg_notify($1, $2)", [wireChannel, message]);
      } catch (cause) {
        throw new AppError("database_unavailable", { cause, detail: `could not publish on ${channel}` });
      }
    },
    // No other process listens, and the handlers of this process began before the publishing query was answered.
    untilHeard: subscriptions.handled,
    async close() {
      subscriptions.setListening(false);
      await unlisten();
    },
  };
}
