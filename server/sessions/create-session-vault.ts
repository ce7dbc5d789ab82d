import { accountDisabledChannel } from "#server/accounts/account-store.ts";
import type { AuditLog } from "#server/audit/audit-event.ts";
import type { Settings } from "#server/config/settings.ts";
import { CookieSeal } from "#server/crypto/cookie-seal.ts";
import type { KeyRing } from "#server/crypto/key-ring.ts";
import { hashOpaqueId, randomOpaqueId } from "#server/crypto/opaque-id.ts";
import type { Database } from "#server/database/database.ts";
import { AppError } from "#server/errors/app-error.ts";
import { cookieValues, setCookie } from "#server/http/cookies.ts";
import { currentRequestContext } from "#server/http/request-context.ts";
import type { LiveSession, SessionEndReason } from "./live-session.ts";
import { SessionCache } from "./session-cache.ts";
import { SessionRecord } from "./session-record.ts";
import { createSessionStore, sessionEndedChannel } from "./session-store.ts";
import type { SessionVault, StartSession } from "./session-vault.ts";

const cacheCapacity = 50_000;
/** How often a session in use writes its last_active_at, and thereby asks whether it still lives. */
const touchIntervalMs = 60_000;

export interface SessionVaultDeps {
  settings: Pick<Settings, "session" | "secure" | "port">;
  keys: KeyRing;
  database: Pick<Database, "prisma" | "notify" | "transaction">;
  audit: AuditLog;
  nowMs?: () => number;
}

/**
 * The session vault.
 *
 * Cost:   a known cookie is two Map look-ups; an unknown one an unsealing (~0.45 ms) and one database read.
 * Races:  an end in any process evicts everywhere by notification; a process without its listener trusts no cache;
 *         a read that was under way when the session ended is not cached (`#generation`).
 */
export function createSessionVault(deps: SessionVaultDeps): SessionVault & { close(): void } {
  const { settings, keys, database, audit, nowMs = Date.now } = deps;
  // https: __Host- forbids Domain and demands Secure. Loopback http: cookies ignore ports, so the port is in the name.
  const cookieName = settings.secure ? "__Host-portico" : `portico-${settings.port}`;
  const seal = new CookieSeal(keys, "session-cookie");
  const store = createSessionStore(database);
  const cache = new SessionCache(cacheCapacity);
  const endedHandlers = new Set<(sessionId: string) => void>();
  let generation = 0;

  function forget(sessionId: string): void {
    generation++;
    cache.evict(sessionId);
    for (const handler of endedHandlers) handler(sessionId);
  }
  const stops = [
    database.notify.subscribe(sessionEndedChannel, forget),
    database.notify.subscribe(accountDisabledChannel, (userId) => {
      // Refused from now on; that the sessions end, so that what is open for them is closed, follows. Every process sees to
      // it, since the one that was asked may be gone.
      generation++;
      cache.evictUser(userId);
      vault.endAllOfUser(userId, "account_disabled").catch(() => {});
    }),
    // Whatever was missed while deaf must not be served from memory.
    database.notify.onListeningChange(() => {
      generation++;
      cache.clear();
    }),
  ];

  /** Other processes hear it from the database; this one doesn't wait for the echo. */
  function noteEnded(ids: readonly string[], reason: SessionEndReason, userId?: string): void {
    for (const id of ids) {
      forget(id);
      audit.record({ type: "session.ended", outcome: "success", userId, sessionId: id, details: { reason } });
    }
  }

  function slideSession(record: SessionRecord, now: number): void {
    record.lastActiveAtMs = now;
    if (now - record.persistedAtMs < touchIntervalMs) return;
    record.persistedAtMs = now;
    // In the background: the caller doesn't wait for bookkeeping. A session that ended unheard is dropped here.
    void store.touch(record.session.id, now).then(
      (live) => {
        if (!live) forget(record.session.id);
      },
      () => cache.evict(record.session.id),
    );
  }

  async function readRecord(cookieValue: string): Promise<SessionRecord | null> {
    const before = generation;
    const unsealed = await seal.unseal<{ id?: unknown }>(cookieValue);
    if (!unsealed.ok || typeof unsealed.value.id !== "string") {
      audit.record({ type: "session.refused", outcome: "failure", details: { reason: "bad_seal" } });
      return null;
    }
    const found = await store.findByIdHash(hashOpaqueId(unsealed.value.id));
    if (!found || found.endedAtMs !== undefined || found.accountDisabled) return null;
    const record = new SessionRecord(found, settings.session.idleSeconds, nowMs());
    if (!record.isLiveAt(nowMs())) {
      noteEnded(await store.end(found.id, "expired", nowMs()), "expired", found.userId);
      return null;
    }
    if (generation === before && database.notify.listening) cache.set(cookieValue, record);
    return record;
  }

  const vault: SessionVault = {
    cookieName,

    authenticateCached(cookieHeader, options) {
      const values = cookieValues(cookieHeader, cookieName);
      const [value] = values;
      if (value === undefined) return null;
      // Two values: somebody planted one. Let the slow path say so in the audit log.
      if (values.length > 1 || !database.notify.listening) return undefined;
      const record = cache.get(value);
      const now = nowMs();
      if (!record?.isLiveAt(now)) return undefined;
      if (options?.slide !== false) slideSession(record, now);
      return record.session;
    },

    async authenticate(cookieHeader, options) {
      const known = vault.authenticateCached(cookieHeader, options);
      if (known !== undefined) return known;
      const values = cookieValues(cookieHeader, cookieName);
      const [value] = values;
      if (value === undefined) return null;
      if (values.length > 1) {
        audit.record({ type: "session.refused", outcome: "failure", details: { reason: "doubled_cookie" } });
        return null;
      }
      const record = await readRecord(value);
      if (record && options?.slide !== false) {
        record.persistedAtMs = record.lastActiveAtMs;
        slideSession(record, nowMs());
      }
      return record?.session ?? null;
    },

    async start(input: StartSession) {
      const opaqueId = randomOpaqueId();
      const context = currentRequestContext();
      const now = nowMs();
      const id = await store.insert({
        ...input,
        idHash: hashOpaqueId(opaqueId),
        userAgent: context?.userAgent,
        clientAddress: context?.clientAddress,
        nowMs: now,
        expiresAtMs: now + settings.session.absoluteSeconds * 1000,
        replacesId: input.replaces?.id,
      });
      if (input.replaces) noteEnded([input.replaces.id], "replaced", input.replaces.userId);
      const found = await store.findById(id);
      if (!found || found.accountDisabled) throw new AppError("account_disabled");
      audit.record({
        type: "session.started",
        outcome: "success",
        userId: input.userId,
        sessionId: id,
        providerId: input.providerId,
      });
      return { session: new SessionRecord(found, settings.session.idleSeconds, now).session, opaqueId };
    },

    sealCookieValue: (opaqueId) => seal.seal({ id: opaqueId }, settings.session.absoluteSeconds),

    async setCookieHeader(opaqueId) {
      // SameSite=Lax, not Strict: the browser returns from the provider by a cross-site navigation and must be known.
      return setCookie(cookieName, await vault.sealCookieValue(opaqueId), {
        maxAgeSeconds: settings.session.absoluteSeconds,
        secure: settings.secure,
        sameSite: "Lax",
      });
    },

    clearCookieHeader: () => setCookie(cookieName, "", { maxAgeSeconds: 0, secure: settings.secure, sameSite: "Lax" }),

    async end(session, reason) {
      noteEnded(await store.end(session.id, reason, nowMs()), reason, session.userId);
    },

    async endAllOfUser(userId, reason, except) {
      const ids = await store.endAllOfUser(userId, reason, except, nowMs());
      noteEnded(ids, reason, userId);
      return ids.length;
    },

    async endByUpstream(match) {
      const ids = await store.endByUpstream(match, "upstream_logout", nowMs());
      noteEnded(ids, "upstream_logout");
      return ids.length;
    },

    listOfUser: (session: LiveSession) =>
      store.listLive(session.userId, session.id, nowMs(), settings.session.idleSeconds * 1000),

    onEnded(handler) {
      endedHandlers.add(handler);
      return () => endedHandlers.delete(handler);
    },

    async isLive(sessionId) {
      const found = await store.findById(sessionId);
      if (!found || found.endedAtMs !== undefined || found.accountDisabled) return false;
      return new SessionRecord(found, settings.session.idleSeconds, nowMs()).isLiveAt(nowMs());
    },
  };

  return { ...vault, close: () => stops.forEach((stop) => void stop()) };
}
