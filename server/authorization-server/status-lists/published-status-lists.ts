import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { CatalogChanges } from "#server/catalog/catalog.ts";
import type { Notifier } from "#server/database/events/notifier.ts";
import type { StatusListIds } from "./status-list-ids.ts";
import { statusListReuseSeconds } from "./status-list-terms.ts";

/** A signed list as it is served. */
export interface PublishedStatusList {
  jwt: string;
  etag: string;
}

export interface PublishedStatusListsDeps {
  ids: Pick<StatusListIds, "isOurs">;
  /** A list as the database says now, signed; `undefined` when its last token has expired. */
  make(id: string): Promise<string | undefined>;
  notify: Pick<Notifier, "subscribe" | "listening" | "onListeningChange">;
  /** Channels by which tokens end. */
  channels: readonly string[];
  /** Removed clients' tokens have ended, and an API decides by which key a list is signed. */
  catalog: CatalogChanges<"clients" | "resources">;
  nowMs?: () => number;
  /** No list is made anew more often than this, however often it is asked for. */
  shortestIntervalMs?: number;
}

interface Served {
  list: PublishedStatusList;
  generation: number;
  madeAtMs: number;
}

interface Round {
  /** `undefined` until the database is asked: until then, everything that ends is still seen. */
  generation: number | undefined;
  list: Promise<PublishedStatusList | undefined>;
}

const capacity = 1_000;

/**
 * Signed status lists, kept for some seconds.
 *
 * Cost:   a kept list is one Map look-up. However many requests come, and however much ends, a list is read from the database
 *         at most four times a second.
 * Races:  whatever ends a token in any process outdates every list here before its ender is answered; a read that was under
 *         way meanwhile is not kept (`generation`). A process without its listener keeps nothing.
 * Errors: those of the database; an outdated list is not served instead.
 */
export function createPublishedStatusLists(deps: PublishedStatusListsDeps) {
  const { ids, notify, nowMs = Date.now, shortestIntervalMs = 250 } = deps;
  const served = new Map<string, Served>();
  const rounds = new Map<string, Round>();
  const readAtMs = new Map<string, number>();
  let generation = 0;
  const outdate = () => void generation++;
  const stops = [
    ...deps.channels.map((channel) => notify.subscribe(channel, outdate)),
    notify.onListeningChange(outdate),
    deps.catalog.clients.onChange(outdate),
    deps.catalog.resources.onChange(outdate),
  ];

  async function read(id: string, round: Round): Promise<PublishedStatusList | undefined> {
    const waitMs = (readAtMs.get(id) ?? Number.NEGATIVE_INFINITY) + shortestIntervalMs - nowMs();
    if (waitMs > 0) await delay(waitMs);
    round.generation = generation;
    const madeAtMs = nowMs();
    remember(readAtMs, id, madeAtMs);
    const jwt = await deps.make(id);
    if (jwt === undefined) return undefined;
    const list = { jwt, etag: `"${createHash("sha256").update(jwt).digest("base64url").slice(0, 22)}"` };
    if (notify.listening && round.generation === generation) remember(served, id, { list, generation, madeAtMs });
    return list;
  }

  function begin(id: string): Round {
    const round: Round = { generation: undefined, list: Promise.resolve(undefined) };
    round.list = read(id, round).finally(() => {
      if (rounds.get(id) === round) rounds.delete(id);
    });
    rounds.set(id, round);
    return round;
  }

  return {
    /** The list of that id; `undefined` when there is none (any more). */
    async get(id: string): Promise<PublishedStatusList | undefined> {
      if (!ids.isOurs(id)) return undefined;
      const kept = notify.listening ? served.get(id) : undefined;
      if (kept?.generation === generation && nowMs() - kept.madeAtMs < statusListReuseSeconds * 1000) return kept.list;
      const round = rounds.get(id);
      const fits = round && (round.generation === undefined || round.generation === generation);
      return (fits ? round : begin(id)).list;
    },
    close: () => stops.forEach((stop) => void stop()),
  };
}

function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  const [oldest] = map.size >= capacity ? map.keys() : [];
  if (oldest !== undefined) map.delete(oldest);
  map.set(key, value);
}

export type PublishedStatusLists = ReturnType<typeof createPublishedStatusLists>;
