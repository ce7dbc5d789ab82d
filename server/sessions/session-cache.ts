import type { SessionRecord } from "./session-record.ts";

interface Entry {
  record: SessionRecord;
  cookies: Set<string>;
}

/**
 * Live sessions of this process, by sealed cookie value and by session id; bounded, oldest out.
 *
 * Keyed by the sealed value itself rather than a hash of it: the process holds the sealing keys anyway, and a Map
 * look-up on the header's own string costs no SHA-256 per call. Two maps, so that no cookie can spell an id.
 */
export class SessionCache {
  readonly #byCookie = new Map<string, SessionRecord>();
  readonly #byId = new Map<string, Entry>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(cookieValue: string): SessionRecord | undefined {
    return this.#byCookie.get(cookieValue);
  }

  getById(sessionId: string): SessionRecord | undefined {
    return this.#byId.get(sessionId)?.record;
  }

  set(cookieValue: string, record: SessionRecord): void {
    if (this.#byCookie.size >= this.#capacity) this.#dropOldest();
    this.setById(record).cookies.add(cookieValue);
    this.#byCookie.set(cookieValue, record);
  }

  setById(record: SessionRecord): Entry {
    const { id } = record.session;
    if (this.#byId.size >= this.#capacity) this.#dropOldest();
    const entry = { record, cookies: this.#byId.get(id)?.cookies ?? new Set<string>() };
    this.#byId.set(id, entry);
    return entry;
  }

  evict(sessionId: string): void {
    for (const cookieValue of this.#byId.get(sessionId)?.cookies ?? []) this.#byCookie.delete(cookieValue);
    this.#byId.delete(sessionId);
  }

  evictUser(userId: string): void {
    for (const { record } of [...this.#byId.values()]) {
      if (record.session.userId === userId) this.evict(record.session.id);
    }
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
