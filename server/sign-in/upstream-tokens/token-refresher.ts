import { setTimeout as wait } from "node:timers/promises";
import type { AuditEventType } from "#server/audit/audit-event.ts";
import { AppError } from "#server/errors/app-error.ts";
import { isDatabaseOutage } from "#server/errors/is-database-outage.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { Provider } from "#server/sign-in/providers/provider.ts";
import { isBoundTo } from "#server/sign-in/providers/provider-binding.ts";
import { refreshAtProvider } from "./refresh-upstream-token.ts";
import { revokeAtProvider } from "./revoke-upstream-token.ts";
import { refreshVerdict, refusalOf } from "./token-endpoint-error.ts";
import { accessEnded, upstreamProblem } from "./upstream-problem.ts";
import type { UpstreamToken } from "./upstream-token-cells.ts";
import type { UpstreamTokensDeps } from "./upstream-tokens-deps.ts";

export type RecordTokenEvent = (
  type: AuditEventType,
  token: UpstreamToken,
  session: LiveSession,
  outcome: "success" | "failure",
  details?: Record<string, string>,
) => void;

const saveAgainMs = 250;

/** How soon a waiting request notices that the process that refreshes is gone. */
const lookAgainSeconds = 1;

/**
 * Replaces a token at its provider, once for all requests at the same time, in this process and in others.
 *
 * Errors: reauthentication_required (the token ended), token_unavailable (it is kept; facts: retryAfterSeconds).
 * Races:  in-process single flight around a lease on the row; others wait for the change, then re-read. A lease ends with
 *         the process that holds it, and expires. Every write is conditional on the session being alive, so a logout wins.
 * Spec:   RFC 6749 §6; RFC 9700 §4.14.
 */
export function createTokenRefresher(deps: UpstreamTokensDeps, record: RecordTokenEvent) {
  const { registry, store, changes, processes, log, nowSeconds } = deps;
  const leaseSeconds = deps.leaseSeconds ?? 20;
  const flights = new Map<string, Promise<UpstreamToken>>();

  async function current(session: LiveSession, providerId: string): Promise<UpstreamToken> {
    const token = await store.find(session.id, providerId);
    const settings = registry.settingsOf(providerId);
    if (!token || !isBoundTo(settings, token)) throw upstreamProblem("provider_connection_required", providerId);
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

  /** Until this version of the token is replaced, by us or by the holder of its lease. */
  async function refreshOnce(token: UpstreamToken, session: LiveSession): Promise<UpstreamToken> {
    const giveUpAtSeconds = nowSeconds() + 2 * leaseSeconds;
    let latest = token;
    let ended: string | undefined;
    while (latest.version === token.version) {
      const lease = { holder: processes.processId, seconds: leaseSeconds, ended };
      if (await store.lease(latest, lease, nowSeconds())) return refreshWithLease(latest, session, lease.holder);
      latest = await current(session, token.providerId);
      if (latest.version !== token.version) break;
      if (nowSeconds() >= giveUpAtSeconds) throw upstreamProblem("token_unavailable", token.providerId, 5);
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

  async function refreshWithLease(token: UpstreamToken, session: LiveSession, holder: string): Promise<UpstreamToken> {
    const provider = await registry.get(token.providerId);
    if (!isBoundTo(provider.settings, token)) {
      await store.release(token, holder);
      throw upstreamProblem("provider_connection_required", token.providerId);
    }
    if (!token.refreshToken) throw await ended(token, session, "expired");
    const leaseEndsAtSeconds = nowSeconds() + leaseSeconds;
    try {
      const values = await refreshAtProvider(provider, token, token.refreshToken, nowSeconds);
      // Saved before it is used: a rotated refresh token that is lost is access that is lost.
      const saved = await saveWhileLeased(() => store.saveRefreshed(token, values), leaseEndsAtSeconds);
      if (!saved) return await afterLostRace(token, session, provider, values);
    } catch (error) {
      if (error instanceof AppError && error.code === "reauthentication_required") throw error;
      if (refreshVerdict(error) === "ended") {
        const cause = refusalOf(error);
        log.warn("a provider refused to refresh a token; its access ends", { provider_id: token.providerId, cause });
        throw await ended(token, session, "invalid_grant");
      }
      log.warn("a provider token could not be refreshed; it is kept", { provider_id: token.providerId, error });
      await store.release(token, holder);
      await changes.publish(token.sessionId, token.providerId);
      throw upstreamProblem("token_unavailable", token.providerId, 5, error);
    }
    record("upstream_token.refreshed", token, session, "success");
    await changes.publish(token.sessionId, token.providerId);
    return current(session, token.providerId);
  }

  /** Once the provider has rotated, what it gave is worth more than a second's trouble with the database. */
  async function saveWhileLeased(save: () => Promise<boolean>, leaseEndsAtSeconds: number): Promise<boolean> {
    for (;;) {
      try {
        return await save();
      } catch (error) {
        if (!isDatabaseOutage(error) || nowSeconds() + 1 >= leaseEndsAtSeconds) throw error;
        await wait(saveAgainMs);
      }
    }
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

  return { current, refreshed };
}
