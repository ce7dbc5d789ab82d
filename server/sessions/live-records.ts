import type { AccessRefusal } from "#server/access/policy/access-refusal.ts";
import { accountDisabledChannel } from "#server/accounts/account-store.ts";
import { personChangedChannel, rolesChangedChannel } from "#server/accounts/person/person-changes.ts";
import type { PersonReader } from "#server/accounts/person/person-reader.ts";
import type { Database } from "#server/database/database.ts";
import type { LiveSession } from "./live-session.ts";
import { SessionCache } from "./session-cache.ts";
import { sessionEndedChannel } from "./session-endings.ts";
import { SessionRecord } from "./session-record.ts";
import { type SessionStore, sessionRaisedChannel } from "./session-store.ts";
import { SessionTouches } from "./session-touches.ts";
import type { StoredSession } from "./stored-session.ts";

const cacheCapacity = 50_000;
/** How often a session in use writes its last_active_at, and thereby asks whether it still lives. */
const touchIntervalMs = 60_000;

/** Near its end, a look that doesn't slide reads the session again, because another process may have seen it used. */
const nearEndMs = 120_000;
const lookAgainMs = 10_000;

export interface LiveRecordsDeps {
  store: Pick<SessionStore, "touchAll">;
  notify: Database["notify"];
  people: PersonReader;
  idleSeconds: number;
  nowMs: () => number;
  /** A session was read that is past its time: its end is written down. */
  onExpired(found: StoredSession): Promise<void>;
  /** A session was read whose person may not be signed in any more: it ends. */
  onRefused(found: StoredSession, refusal: AccessRefusal): Promise<void>;
  onAccountDisabled(userId: string): void;
}

type Slide = { slide?: boolean } | undefined;

/**
 * The sessions that this process knows to be live.
 *
 * Races: an end in any process evicts everywhere by notification; a process without its listener trusts no cache; a read
 *        that was under way when a session ended is not remembered (`generation`).
 */
export function createLiveRecords({ store, notify, people, idleSeconds, nowMs, ...on }: LiveRecordsDeps) {
  const cache = new SessionCache(cacheCapacity);
  const touches = new SessionTouches(store);
  const endedHandlers = new Set<(sessionId: string) => void>();
  const raisedHandlers = new Set<(sessionId: string) => void>();
  const personHandlers = new Set<(userId: string | undefined) => void>();
  let generation = 0;

  function forget(sessionId: string): void {
    generation++;
    cache.evict(sessionId);
    for (const handler of endedHandlers) handler(sessionId);
  }

  /** The session lives on with a new authentication: what is remembered of it, its cookies included, is outdated. */
  function raised(sessionId: string): void {
    generation++;
    cache.evict(sessionId);
    for (const handler of raisedHandlers) handler(sessionId);
  }

  /** Sessions go on, but roles or ends may have changed for any of them. */
  function readAllAgain(): void {
    generation++;
    cache.clear();
    for (const handler of personHandlers) handler(undefined);
  }

  const recordOf = (found: StoredSession, atMs: number) =>
    new SessionRecord(found, people.read(found.facts), idleSeconds, atMs);

  const stops = [
    notify.subscribe(sessionEndedChannel, forget),
    notify.subscribe(sessionRaisedChannel, raised),
    notify.subscribe(accountDisabledChannel, (userId) => {
      // Sessions in memory are refused and their connections closed first, also when the database fails. Every process then ends
      // them in the database, because the process that disabled the account may be gone.
      for (const id of cache.evictUser(userId)) forget(id);
      generation++;
      on.onAccountDisabled(userId);
    }),
    notify.subscribe(personChangedChannel, (userId) => {
      generation++;
      cache.evictUser(userId);
      for (const handler of personHandlers) handler(userId);
    }),
    notify.subscribe(rolesChangedChannel, readAllAgain),
    people.onChange(readAllAgain),
    // Ends that were announced while the listener was away are unknown here.
    notify.onListeningChange(readAllAgain),
  ];

  function slideSession(record: SessionRecord, now: number): void {
    record.lastActiveAtMs = now;
    if (now - record.persistedAtMs < touchIntervalMs) return;
    record.persistedAtMs = now;
    // In the background. A session whose end was not announced is dropped here.
    const { id } = record.session;
    touches.add(id, { atMs: now, ended: () => forget(id), failed: () => cache.evict(id) });
  }

  function use(record: SessionRecord | undefined, options: Slide): LiveSession | undefined {
    const now = nowMs();
    if (!notify.listening || !record?.isLiveAt(now)) return undefined;
    if (options?.slide !== false) slideSession(record, now);
    else if (record.idleExpiresAtMs - now < nearEndMs && now - record.readAtMs >= lookAgainMs) return undefined;
    return record.session;
  }

  /** Why the person may not be signed in any more, by the policies of this moment. */
  async function refusalOf(found: StoredSession): Promise<AccessRefusal | undefined> {
    const waiting = people.refresh();
    if (waiting) await waiting;
    return people.refusalOf(found.facts, found.identityId);
  }

  return {
    /** Only what is in memory; `undefined` means that nothing is known here. */
    byCookie: (value: string, options: Slide) => use(cache.get(value), options),
    byId: (sessionId: string, options: Slide) => use(cache.getById(sessionId), options),

    /** Reads a session and remembers it, under its cookie if there is one, unless something ended meanwhile. */
    async read(
      find: () => Promise<StoredSession | undefined>,
      cookieValue: string | undefined,
      options: Slide,
    ): Promise<LiveSession | null> {
      const before = generation;
      const found = await find();
      if (!found || found.endedAtMs !== undefined || found.accountDisabled) return null;
      const refusal = await refusalOf(found);
      if (refusal) {
        await on.onRefused(found, refusal);
        return null;
      }
      const record = recordOf(found, nowMs());
      const known = cache.getById(found.id);
      // What this process knows and has not written yet.
      if (known && known.lastActiveAtMs > record.lastActiveAtMs) {
        record.lastActiveAtMs = known.lastActiveAtMs;
        record.persistedAtMs = known.persistedAtMs;
      }
      if (!record.isLiveAt(nowMs())) {
        await on.onExpired(found);
        return null;
      }
      if (generation === before && notify.listening) {
        if (cookieValue === undefined) cache.setById(record);
        else cache.set(cookieValue, record);
      }
      if (options?.slide !== false) {
        record.persistedAtMs = record.lastActiveAtMs;
        slideSession(record, nowMs());
      }
      return record.session;
    },

    /** The record of a session that was just read; not remembered. */
    recordOf,

    refusalOf,

    forget,
    raised,

    onEnded(handler: (sessionId: string) => void): () => void {
      endedHandlers.add(handler);
      return () => endedHandlers.delete(handler);
    },

    onRaised(handler: (sessionId: string) => void): () => void {
      raisedHandlers.add(handler);
      return () => raisedHandlers.delete(handler);
    },

    onPersonChanged(handler: (userId: string | undefined) => void): () => void {
      personHandlers.add(handler);
      return () => personHandlers.delete(handler);
    },

    close: () => stops.forEach((stop) => void stop()),
  };
}

export type LiveRecords = ReturnType<typeof createLiveRecords>;
