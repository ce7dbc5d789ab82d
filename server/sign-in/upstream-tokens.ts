import type { AuditEventType, AuditLog } from "#server/audit/audit-event.ts";
import type { ProcessPresence } from "#server/database/process-presence.ts";
import { AppError, type ErrorCode } from "#server/errors/app-error.ts";
import type { Logger } from "#server/http/logger.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { AttachableToken, UpstreamTokenSource } from "#server/sessions/token-source.ts";
import type { Provider, ProviderRegistry } from "./provider-registry.ts";
import { refreshAtProvider } from "./refresh-upstream-token.ts";
import { revokeAtProvider } from "./revoke-upstream-token.ts";
import type { TokenChanges } from "./token-changes.ts";
import { refreshVerdict } from "./token-endpoint-error.ts";
import { missingScopes, needsRefresh } from "./token-freshness-policy.ts";
import type { UpstreamToken, UpstreamTokenStore } from "./upstream-token-store.ts";

export interface UpstreamTokensDeps {
  registry: ProviderRegistry;
  store: UpstreamTokenStore;
  changes: TokenChanges;
  processes: ProcessPresence;
  audit: AuditLog;
  log: Logger;
  nowSeconds: () => number;
  /** Longer than a refresh can take, so that it only expires when its holder died. */
  leaseSeconds?: number;
  revokeTimeoutSeconds?: number;
}

/** How soon who waits for a refresh notices that the process that makes it is gone. */
const lookAgainSeconds = 1;

/**
 * The person's token at a provider, refreshed when near expiry, once per token row across requests and processes.
 *
 * Errors: provider_connection_required, scope_required, reauthentication_required (token ended), token_unavailable (kept).
 * Races:  in-process single flight around a lease on the row; others wait for the change, then re-read. A lease ends with
 *         the process that holds it, and expires. Every write is conditional on the session being alive, so a logout wins.
 * Spec:   RFC 6749 §6; RFC 9700 §4.14.
 */
export function createUpstreamTokens(deps: UpstreamTokensDeps): UpstreamTokenSource {
  const { registry, store, changes, processes, audit, log, nowSeconds } = deps;
  const leaseSeconds = deps.leaseSeconds ?? 20;
  const flights = new Map<string, Promise<UpstreamToken>>();

  async function current(session: LiveSession, providerId: string): Promise<UpstreamToken> {
    const token = await store.find(session.id, providerId);
    if (!token) throw problem("provider_connection_required", registry.get(providerId).settings.id);
    if (token.endedReason) throw accessEnded(session, providerId);
    return token;
  }

  function refreshed(token: UpstreamToken, session: LiveSession): Promise<UpstreamToken> {
    let flight = flights.get(token.id);
    if (!flight) {
      flight = refreshOnce(token, session).finally(() => flights.delete(token.id));
      flights.set(token.id, flight);
    }
    return flight;
  }

  /** Until this version of the token is replaced, by us or by whoever holds its lease. */
  async function refreshOnce(token: UpstreamToken, session: LiveSession): Promise<UpstreamToken> {
    const giveUpAtSeconds = nowSeconds() + 2 * leaseSeconds;
    let latest = token;
    let ended: string | undefined;
    while (latest.version === token.version) {
      const lease = { holder: processes.processId, seconds: leaseSeconds, ended };
      if (await store.lease(latest, lease, nowSeconds())) return refreshWithLease(latest, session);
      latest = await current(session, token.providerId);
      if (latest.version !== token.version) break;
      if (nowSeconds() >= giveUpAtSeconds) throw problem("token_unavailable", token.providerId, 5);
      const holder = latest.leaseHolder;
      ended = holder !== undefined && (await processes.hasEnded(holder)) ? holder : undefined;
      if (ended !== undefined) continue;
      const leaseEnd = latest.leaseExpiresAtSeconds ?? nowSeconds();
      // A little past the end of the lease, so that the next attempt can take it.
      const waitSeconds = Math.min(leaseEnd - nowSeconds() + 0.05, lookAgainSeconds);
      await changes.waitForChange(token.sessionId, token.providerId, waitSeconds);
      latest = await current(session, token.providerId);
    }
    return latest;
  }

  async function refreshWithLease(token: UpstreamToken, session: LiveSession): Promise<UpstreamToken> {
    const provider = registry.get(token.providerId);
    if (!token.refreshToken) throw await ended(token, session, "expired");
    try {
      const values = await refreshAtProvider(provider, token, token.refreshToken, nowSeconds);
      // Saved before anybody gets it: a rotated refresh token that is lost is access that is lost.
      const saved = await store.saveRefreshed(token, values);
      if (!saved) return await afterLostRace(token, session, provider, values);
    } catch (error) {
      if (error instanceof AppError && error.code === "reauthentication_required") throw error;
      if (refreshVerdict(error) === "ended") throw await ended(token, session, "invalid_grant");
      log.warn("a provider token could not be refreshed; it is kept", { provider_id: token.providerId, error });
      await store.release(token, processes.processId);
      await changes.publish(token.sessionId, token.providerId);
      throw problem("token_unavailable", token.providerId, 5, error);
    }
    record("upstream_token.refreshed", token, session, "success");
    await changes.publish(token.sessionId, token.providerId);
    return current(session, token.providerId);
  }

  /** Our refresh came back to a row that moved on: ended meanwhile (a logout wins), or saved by a later holder. */
  async function afterLostRace(
    token: UpstreamToken,
    session: LiveSession,
    provider: Provider,
    values: Pick<UpstreamToken, "accessToken" | "refreshToken">,
  ): Promise<UpstreamToken> {
    const latest = await store.find(token.sessionId, token.providerId);
    const live = latest !== undefined && !latest.endedReason && latest.version !== token.version;
    if (live) return latest;
    await revokeAtProvider(provider, values).catch(() => false);
    record("upstream_token.ended", token, session, "success", { reason: "session_ended_during_refresh" });
    throw accessEnded(session, token.providerId);
  }

  async function ended(token: UpstreamToken, session: LiveSession, reason: string): Promise<AppError> {
    if (await store.end(token, reason)) {
      record("upstream_token.ended", token, session, "success", { reason });
      await changes.publish(token.sessionId, token.providerId);
    }
    return accessEnded(session, token.providerId);
  }

  async function revokeOne(token: UpstreamToken, session: LiveSession): Promise<boolean> {
    // Google revokes the whole grant with any of its tokens: other browsers of the same person would lose theirs.
    const shared = token.providerId === "google" && (await store.isSharedGrant(token));
    // Ended first: a refresh under way then can't write the token back.
    const wasLive = await store.end(token, "revoked");
    await changes.publish(token.sessionId, token.providerId);
    if (shared || !wasLive) return false;
    const revoked = await withinSeconds(
      deps.revokeTimeoutSeconds ?? 3,
      revokeAtProvider(registry.get(token.providerId), token),
    );
    record("upstream_token.revoked", token, session, revoked ? "success" : "failure");
    return revoked;
  }

  function record(
    type: AuditEventType,
    token: UpstreamToken,
    session: LiveSession,
    outcome: "success" | "failure",
    details: Record<string, string> = {},
  ): void {
    const { sessionId, providerId } = token;
    audit.record({ type, outcome, userId: session.userId, sessionId, providerId, details });
  }

  return {
    async forSession(session, { providerId, scopes, refused }) {
      let token = await current(session, providerId);
      requireScopes(token, scopes);
      const wasRefused = refused !== undefined && refused.reveal() === token.accessToken.reveal();
      const need = needsRefresh(token, { nowSeconds: nowSeconds(), wasRefused });
      if (need !== "no") {
        token = await refreshed(token, session).catch((error: unknown) => {
          // Refreshing early failed for now, and the token at hand still works.
          if (need === "soon" && error instanceof AppError && error.code === "token_unavailable") return token;
          throw error;
        });
        requireScopes(token, scopes);
      }
      return attachable(token);
    },

    async stillHeld(session, { providerId, scopes }) {
      const token = await store.find(session.id, providerId);
      return token !== undefined && !token.endedReason && missingScopes(token.scopes, scopes).length === 0;
    },

    async revokeOfSession(session) {
      try {
        const tokens = await store.listLive(session.id);
        return await Promise.all(
          tokens.map(async (token) => ({
            providerId: token.providerId,
            revoked: await revokeOne(token, session).catch(() => false),
          })),
        );
      } catch (error) {
        log.error("provider tokens could not be revoked", { error });
        return [];
      }
    },

    onChanged: (handler) => changes.onChanged(handler),
  };
}

function requireScopes(token: UpstreamToken, scopes: readonly string[]): void {
  const missing = missingScopes(token.scopes, scopes);
  if (missing.length === 0) return;
  throw new AppError("scope_required", { facts: { provider: token.providerId, scopes: missing.join(" ") } });
}

/** At another provider than where the session began, signing in again would begin another: there it is connected anew. */
function accessEnded(session: LiveSession, provider: string): AppError {
  const facts = session.providerId === provider ? { provider } : { provider, connect: 1 };
  return new AppError("reauthentication_required", { facts });
}

function attachable(token: UpstreamToken): AttachableToken {
  return { token: token.accessToken, expiresAtSeconds: token.accessTokenExpiresAtSeconds, scopes: token.scopes };
}

function problem(code: ErrorCode, provider: string, retryAfterSeconds?: number, cause?: unknown): AppError {
  return new AppError(code, { facts: { provider, ...(retryAfterSeconds ? { retryAfterSeconds } : {}) }, cause });
}

/** `false` when it takes longer; what then still happens is nobody's concern any more. */
async function withinSeconds(seconds: number, work: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), seconds * 1000);
  });
  return Promise.race([work.catch(() => false), late]).finally(() => clearTimeout(timer));
}
