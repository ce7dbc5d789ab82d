import { randomInt } from "node:crypto";
import type { StatusPlace } from "#server/authorization-server/records/oidc-record.ts";
import type { StatusListIds } from "./status-list-ids.ts";
import type { StatusListStore } from "./status-list-store.ts";

export interface StatusPlacesDeps {
  store: Pick<StatusListStore, "insert">;
  ids: Pick<StatusListIds, "make">;
  /** The longest that a token with a place is good for. */
  longestTokenSeconds(): number;
  /** Places in a list; a multiple of 8. */
  size?: number;
  nowMs?: () => number;
}

/** 32 kB before compression, some hundred bytes after it. */
const placesInList = 2 ** 18;
const openForMs = 60 * 60 * 1000;
/** Beyond the last token's expiry, for APIs whose clock is late. */
const lingerMs = 60 * 1000;

interface OpenList {
  id: string;
  closesAtMs: number;
  used: Uint8Array;
  count: number;
}

/**
 * Gives each token a place in a status list that no other token has.
 *
 * A list is its process's own, so places need no agreement between processes and no statement each. Places are random and at
 * most half are given out, so that an index says nothing about how many tokens there are, or which came first.
 *
 * Errors: those of the database while a new list is written, about once an hour.
 * Races:  a list is in the database before a token points to it, so every process can serve it.
 * Spec:   draft-ietf-oauth-status-list-21, "Unlinkability".
 */
export function createStatusPlaces(deps: StatusPlacesDeps): { take(): Promise<StatusPlace> } {
  const { store, ids, size = placesInList, nowMs = Date.now } = deps;
  let current: Promise<OpenList> | undefined;

  async function open(): Promise<OpenList> {
    const list = { id: ids.make(), closesAtMs: nowMs() + openForMs, used: new Uint8Array(size), count: 0 };
    const expiresAt = new Date(list.closesAtMs + deps.longestTokenSeconds() * 1000 + lingerMs);
    await store.insert({ id: list.id, size, expiresAt });
    return list;
  }

  function opened(): Promise<OpenList> {
    if (current) return current;
    const opening = open();
    current = opening;
    opening.catch(() => close(opening));
    return opening;
  }

  function close(list: Promise<OpenList>): void {
    if (current === list) current = undefined;
  }

  function placeIn(list: OpenList): StatusPlace {
    let index = randomInt(size);
    while (list.used[index]) index = randomInt(size);
    list.used[index] = 1;
    list.count++;
    return { listId: list.id, index };
  }

  return {
    async take() {
      for (;;) {
        const opening = opened();
        const list = await opening;
        if (list.count < size / 2 && nowMs() < list.closesAtMs) return placeIn(list);
        close(opening);
      }
    },
  };
}
