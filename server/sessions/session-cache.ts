import type { SessionRecord } from "./session-record.ts";

/**
 * Live sessions of this process, by sealed cookie value and by session id; bounded, oldest out.
 *
 * Keyed by the sealed value itself rather than a hash of it: the process holds the sealing keys anyway, and a Map
 * look-up on the header's own string costs no SHA-256 per call.
 */
export class SessionCache {
  readonly #byCookie = new Map<string, SessionRecord>();
  readonly #cookiesById = new Map<string, Set<string>>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(cookieValue: string): SessionRecord | undefined {
    return this.#byCookie.get(cookieValue);
  }

  set(cookieValue: string, record: SessionRecord): void {
    if (this.#byCookie.size >= this.#capacity) this.#dropOldest();
    this.#byCookie.set(cookieValue, record);
    const id = record.session.id;
    const cookies = this.#cookiesById.get(id);
    if (cookies) cookies.add(cookieValue);
    else this.#cookiesById.set(id, new Set([cookieValue]));
  }

  evict(sessionId: string): void {
    for (const cookieValue of this.#cookiesById.get(sessionId) ?? []) this.#byCookie.delete(cookieValue);
    this.#cookiesById.delete(sessionId);
  }

  evictUser(userId: string): void {
    for (const { session } of [...this.#byCookie.values()]) if (session.userId === userId) this.evict(session.id);
  }

  clear(): void {
    this.#byCookie.clear();
    this.#cookiesById.clear();
  }

  #dropOldest(): void {
    const oldest = this.#byCookie.entries().next();
    if (!oldest.done) this.evict(oldest.value[1].session.id);
  }
}
