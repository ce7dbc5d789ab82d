import type { EffectivePerson } from "#server/accounts/person/person-reader.ts";
import { attributesOf } from "#server/claims/person-attributes.ts";
import type { LiveSession } from "./live-session.ts";
import type { StoredSession } from "./stored-session.ts";

/**
 * The vault's own, moving side of a LiveSession: the same object is handed out on every call, so the hot path
 * allocates nothing.
 */
export class SessionRecord {
  readonly session: LiveSession;
  readonly expiresAtMs: number;
  lastActiveAtMs: number;
  /** When `lastActiveAtMs` was last written to (or read from) the database. */
  persistedAtMs: number;
  readonly readAtMs: number;
  readonly #idleMs: number;

  constructor(stored: StoredSession, person: EffectivePerson, idleSeconds: number, nowMs: number) {
    this.expiresAtMs = stored.expiresAtMs;
    this.lastActiveAtMs = stored.lastActiveAtMs;
    this.persistedAtMs = nowMs;
    this.readAtMs = nowMs;
    this.#idleMs = idleSeconds * 1000;
    this.session = liveSession(stored, person, this);
  }

  get idleExpiresAtMs(): number {
    return Math.min(this.lastActiveAtMs + this.#idleMs, this.expiresAtMs);
  }

  isLiveAt(nowMs: number): boolean {
    return nowMs < this.idleExpiresAtMs;
  }
}

function liveSession(stored: StoredSession, person: EffectivePerson, record: SessionRecord): LiveSession {
  const session = {
    id: stored.id,
    userId: stored.userId,
    identityId: stored.identityId,
    providerId: stored.providerId,
    subject: stored.subject,
    ...attributesOf(stored),
    acr: stored.acr,
    amr: stored.amr,
    groups: stored.groups,
    ...person,
    authTimeSeconds: Math.floor(stored.authTimeMs / 1000),
    createdAtSeconds: Math.floor(stored.createdAtMs / 1000),
    expiresAtSeconds: Math.floor(stored.expiresAtMs / 1000),
    get idleExpiresAtSeconds() {
      return Math.floor(record.idleExpiresAtMs / 1000);
    },
  };
  return session as unknown as LiveSession;
}
