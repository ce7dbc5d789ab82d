import type { Catalog } from "#server/catalog/catalog.ts";
import { changedChannels } from "#server/catalog/managed/entry-kinds.ts";
import type { Notifier } from "#server/database/events/notifier.ts";
import type { Logger } from "#server/http/log/logger.ts";
import { signingKeysChangedChannel } from "./signing-key-control.ts";
import type { SigningKeys } from "./signing-keys.ts";

export interface FollowedKeysDeps {
  keys: Pick<SigningKeys, "catchUp" | "reload" | "withdraw">;
  catalog: Pick<Catalog, "refresh">;
  notify: Pick<Notifier, "subscribe" | "listening" | "onListeningChange">;
  log: Pick<Logger, "warn">;
  retryMs?: number;
}

/**
 * Keeps this process's signing keys as the other processes made or retired them, and as clients of the database want them.
 *
 * Races: a retired key is dropped, and a new one read, before its announcement counts as handled. While announcements are lost, and after a reading
 *        that failed, the database is read every second, so a retired key is used here for about a second at most. The key for a client
 *        is made or read before the client's change counts as handled; where that failed or the announcement was lost, at the next
 *        request (`catchUp`).
 */
export function followSigningKeys(deps: FollowedKeysDeps): { stop(): Promise<void> } {
  const { keys, catalog, notify, log, retryMs = 1_000 } = deps;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let reading: Promise<void> = Promise.resolve();

  function readLater(): void {
    if (stopped || timer) return;
    timer = setTimeout(() => {
      timer = undefined;
      void read();
    }, retryMs);
    timer.unref();
  }

  function read(): Promise<void> {
    reading = reading.then(async () => {
      if (stopped) return;
      try {
        await keys.reload();
        if (!notify.listening) readLater();
      } catch (error) {
        log.warn("signing keys could not be read again; the next attempt follows", { error });
        readLater();
      }
    });
    return reading;
  }

  function followClients(): Promise<void> {
    reading = reading.then(async () => {
      if (stopped) return;
      try {
        await catalog.refresh();
        await keys.catchUp();
      } catch (error) {
        log.warn("signing keys could not follow a changed client; the next request tries again", { error });
      }
    });
    return reading;
  }

  const stops = [
    notify.subscribe(signingKeysChangedChannel, (kid) => {
      if (kid !== "") keys.withdraw(kid);
      return read();
    }),
    notify.subscribe(changedChannels.clients, followClients),
    notify.onListeningChange(() => void read()),
  ];
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      for (const stop of stops) stop();
      await reading;
    },
  };
}
