import type { SessionRecord } from "./session-record.ts";

interface Entry {
  record: SessionRecord;
  /** Ends of its cookies. */
  cookies: Set<string>;
}

/** The end of a sealed value is its MAC: two values that differ elsewhere don't share it, unless one is forged. */
const endLength = 32;
const endOf = (cookieValue: string) => cookieValue.slice(-endLength);

/**
 * Live sessions of this process, by sealed cookie value and by session id; bounded, oldest out.
 *
 * Found by the end of the sealed value and then compared whole, rather than by a hash of it: the process holds the sealing
 * keys anyway, and neither SHA-256 nor a Map has to go through some 300 characters with every call. Two maps, so that no
 * cookie can spell an id.
 */
export class SessionCache {
  readonly #byCookie = new Map<string, { cookieValue: string; record: SessionRecord }>();
  readonly #byId = new Map<string, Entry>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(cookieValue: string): SessionRecord | undefined {
    const found = this.#byCookie.get(endOf(cookieValue));
    return found?.cookieValue === cookieValue ? found.record : undefined;
  }

  getById(sessionId: string): SessionRecord | undefined {
    return this.#byId.get(sessionId)?.record;
  }

  set(cookieValue: string, record: SessionRecord): void {
    if (this.#byCookie.size >= this.#capacity) this.#dropOldest();
    const end = endOf(cookieValue);
    this.setById(record).cookies.add(end);
    this.#byCookie.set(end, { cookieValue, record });
  }

  setById(record: SessionRecord): Entry {
    const { id } = record.session;
    if (this.#byId.size >= this.#capacity) this.#dropOldest();
    const entry = { record, cookies: this.#byId.get(id)?.cookies ?? new Set<string>() };
    this.#byId.set(id, entry);
    return entry;
  }

  evict(sessionId: string): void {
    for (const end of this.#byId.get(sessionId)?.cookies ?? []) this.#byCookie.delete(end);
    this.#byId.delete(sessionId);
  }

  /** The ids of the sessions that are out now. */
  evictUser(userId: string): string[] {
    const ids = [...this.#byId.values()]
      .filter(({ record }) => record.session.userId === userId)
      .map(({ record }) => record.session.id);
    for (const id of ids) this.evict(id);
    return ids;
  }

  clear(): void {
    this.#byCookie.clear();
    this.#byId.clear();
  }

  #dropOldest(): void {
    const oldest = this.#byId.keys().next();
    if (!oldest.done) this.evict(oldest.value);
  }
}
