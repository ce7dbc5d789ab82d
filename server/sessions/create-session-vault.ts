import { type AccessRefusal, accessError, refusalDetails } from "#server/access/policy/access-refusal.ts";
import type { PersonReader } from "#server/accounts/person/person-reader.ts";
import type { AuditEntry, AuditLog } from "#server/audit/audit-event.ts";
import type { Settings } from "#server/config/settings.ts";
import { CookieSeal } from "#server/crypto/cookie-seal.ts";
import type { KeyRing } from "#server/crypto/key-ring.ts";
import { hashOpaqueId, randomOpaqueId } from "#server/crypto/opaque-id.ts";
import type { Database } from "#server/database/database.ts";
import { AppError } from "#server/errors/app-error.ts";
import { cookieValues, ownCookieName, setCookie } from "#server/http/cookies/cookies.ts";
import { currentRequestContext } from "#server/http/request-context.ts";
import { inSteps } from "./in-steps.ts";
import { createLiveRecords } from "./live-records.ts";
import type { LiveSession, SessionEndReason } from "./live-session.ts";
import { createRaiseSession } from "./raise-session.ts";
import type { Endings } from "./session-endings.ts";
import { createSessionStore } from "./session-store.ts";
import type { SessionUpkeep, SessionVault, StartSession } from "./session-vault.ts";
import type { LeftToken } from "./token-source.ts";

export interface SessionVaultDeps {
  settings: Pick<Settings, "session" | "secure" | "publicUrl">;
  keys: KeyRing;
  database: Pick<Database, "prisma" | "notify" | "transaction" | "query">;
  /** Decides the roles and groups of the person behind a session. */
  people: PersonReader;
  audit: AuditLog;
  nowMs?: () => number;
}

/**
 * The session vault.
 *
 * Cost:   a known cookie is two Map look-ups; an unknown one an unsealing (~0.45 ms) and one database read.
 * Races:  those of live-records.ts.
 */
export function createSessionVault(deps: SessionVaultDeps): SessionVault & SessionUpkeep & { close(): void } {
  const { settings, keys, database, people, audit, nowMs = Date.now } = deps;
  const cookieName = ownCookieName(settings);
  const seal = new CookieSeal(keys, "session-cookie");
  const store = createSessionStore(database);
  const records = createLiveRecords({
    store,
    notify: database.notify,
    people,
    idleSeconds: settings.session.idleSeconds,
    nowMs,
    onExpired: async ({ id }) => void noteEnded(await store.end(id, "expired", nowMs()), "expired"),
    onRefused: async ({ id }, refusal) => endRefused(id, refusal),
    onAccountDisabled: (userId) => void endAllOfDisabled(userId).catch(() => {}),
  });

  const leftHandlers = new Set<(tokens: readonly LeftToken[]) => void>();

  /** Other processes get the announcement; this one evicts without waiting for its own. Returns how many ended. */
  function noteEnded(
    { sessions, tokens }: Endings,
    reason: SessionEndReason,
    more: AuditEntry["details"] = {},
  ): number {
    for (const { id, userId } of sessions) {
      records.forget(id);
      audit.record({ type: "session.ended", outcome: "success", userId, sessionId: id, details: { reason, ...more } });
    }
    // Signing out has taken them back already, while the person waited.
    if (tokens.length > 0 && reason !== "signed_out") for (const handler of leftHandlers) handler(tokens);
    return sessions.length;
  }

  /** Of two processes that find it refused one ends it, and says by which rule. */
  async function endRefused(id: string, refusal: AccessRefusal): Promise<void> {
    const endings = await store.end(id, "not_allowed", nowMs());
    noteEnded(endings, "not_allowed", refusalDetails(refusal));
  }

  async function endAllOfDisabled(userId: string): Promise<void> {
    noteEnded(await store.endAllOfDisabled(userId, nowMs()), "account_disabled");
  }

  function refused(reason: string): null {
    audit.record({ type: "session.refused", outcome: "failure", details: { reason } });
    return null;
  }

  const vault: SessionVault = {
    cookieName,

    authenticateCached(cookieHeader, options) {
      const values = cookieValues(cookieHeader, cookieName);
      const [value] = values;
      if (value === undefined) return null;
      // Two values: one of them was planted. The slow path records that.
      return values.length > 1 ? undefined : records.byCookie(value, options);
    },

    async authenticate(cookieHeader, options) {
      const known = vault.authenticateCached(cookieHeader, options);
      if (known !== undefined) return known;
      const values = cookieValues(cookieHeader, cookieName);
      const [value] = values;
      if (value === undefined) return null;
      if (values.length > 1) return refused("doubled_cookie");
      const unsealed = await seal.unseal<{ id?: unknown }>(value);
      if (!unsealed.ok || typeof unsealed.value.id !== "string") return refused("bad_seal");
      const idHash = hashOpaqueId(unsealed.value.id);
      return records.read(() => store.findByIdHash(idHash), value, options);
    },

    findCached: records.byId,

    find: async (sessionId, options) =>
      records.byId(sessionId, options) ?? records.read(() => store.findById(sessionId), undefined, options),

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
      // Its tokens are not revoked at the provider, because some providers revoke the new session's tokens with them.
      if (input.replaces) noteEnded({ sessions: [input.replaces], tokens: [] }, "replaced");
      const found = await store.findById(id);
      if (!found || found.accountDisabled) throw new AppError("account_disabled");
      const refusal = await records.refusalOf(found);
      if (refusal) {
        await endRefused(id, refusal);
        throw accessError("not_allowed_to_sign_in", refusal, { userId: input.userId, providerId: input.providerId });
      }
      audit.record({
        type: "session.started",
        outcome: "success",
        userId: input.userId,
        sessionId: id,
        providerId: input.providerId,
      });
      return { session: records.recordOf(found, now).session, opaqueId };
    },

    raise: createRaiseSession({ store, records, audit, nowMs }),

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
      noteEnded(await store.end(session.id, reason, nowMs()), reason);
    },

    async endAllOfUser(userId, reason, except) {
      return noteEnded(await store.endAllOfUser(userId, reason, except, nowMs()), reason);
    },

    async endAll(sessionIds, reason) {
      return noteEnded(await store.endAll(sessionIds, reason, nowMs()), reason);
    },

    async endByUpstream(match) {
      return noteEnded(await store.endByUpstream(match, "upstream_logout", nowMs()), "upstream_logout");
    },

    listOfUser: (session: LiveSession) =>
      store.listLive(session.userId, session.id, nowMs(), settings.session.idleSeconds * 1000),

    onEnded: records.onEnded,

    onRaised: records.onRaised,

    onPersonChanged: records.onPersonChanged,

    async isLive(sessionId) {
      const found = await store.findById(sessionId);
      if (!found || found.endedAtMs !== undefined || found.accountDisabled) return false;
      if (await records.refusalOf(found)) return false;
      return records.recordOf(found, nowMs()).isLiveAt(nowMs());
    },
  };

  const upkeep: SessionUpkeep = {
    async endOverdue(limit) {
      const idleMs = settings.session.idleSeconds * 1000;
      return noteEnded(await store.endOverdue(idleMs, nowMs(), limit), "expired");
    },

    async endWithAccount(tx, publish, userId) {
      const endings = await store.endWithAccount(tx, publish, userId, nowMs());
      return {
        counts: { sessions: endings.sessions.length },
        afterCommit: () => void noteEnded(endings, "account_disabled"),
      };
    },

    async endWithIdentity(tx, publish, identityId) {
      const endings = await store.endWithIdentity(tx, publish, identityId, nowMs());
      return {
        counts: { sessions: endings.sessions.length },
        afterCommit: () => void noteEnded(endings, "identity_removed"),
      };
    },
    endSessionsOfProvider: (id) =>
      inSteps(async (most) => noteEnded(await store.endOfProvider(id, nowMs(), most), "provider_disabled")),

    async endChosen(tx, publish, sessionIds) {
      const endings = await store.endChosen(tx, publish, sessionIds, nowMs());
      return {
        counts: { sessions: endings.sessions.length, upstream_tokens: endings.tokens.length },
        afterCommit: () => void noteEnded(endings, "contained"),
      };
    },

    async endRefused(tx, publish, userId, identityIds) {
      const endings = await store.endRefused(tx, publish, userId, identityIds, nowMs());
      return {
        counts: { sessions: endings.sessions.length },
        afterCommit: () => void noteEnded(endings, "not_allowed"),
      };
    },

    onTokensLeft(handler) {
      leftHandlers.add(handler);
      return () => leftHandlers.delete(handler);
    },
  };

  return { ...vault, ...upkeep, close: records.close };
}
