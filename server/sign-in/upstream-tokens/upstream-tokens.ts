import { AppError } from "#server/errors/app-error.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { AttachableToken, UpstreamRevocation, UpstreamTokenSource } from "#server/sessions/token-source.ts";
import type { Dialect } from "#server/sign-in/providers/dialects/dialect.ts";
import { dialectOf } from "#server/sign-in/providers/dialects/dialect-of.ts";
import { isBoundTo } from "#server/sign-in/providers/provider-binding.ts";
import { withinSeconds } from "#server/sign-in/within-seconds.ts";
import { revokeAtProvider } from "./revoke-upstream-token.ts";
import { missingScopes, needsRefresh } from "./token-freshness-policy.ts";
import { createTokenRefresher, type RecordTokenEvent } from "./token-refresher.ts";
import type { UpstreamToken } from "./upstream-token-cells.ts";
import type { UpstreamTokensDeps } from "./upstream-tokens-deps.ts";

/**
 * The person's token at a provider, refreshed when near expiry, once per token row across requests and processes.
 *
 * Errors: provider_connection_required, scope_required, reauthentication_required (token ended), token_unavailable (kept).
 * Races:  see token-refresher.ts; a sign-out ends the token first, so that a refresh under way can't write it back.
 * Spec:   RFC 6749 §6; RFC 7009.
 */
export function createUpstreamTokens(deps: UpstreamTokensDeps): UpstreamTokenSource {
  const { registry, store, changes, audit, log, nowSeconds } = deps;
  const record: RecordTokenEvent = (type, { sessionId, providerId }, session, outcome, details = {}) =>
    audit.record({ type, outcome, userId: session.userId, sessionId, providerId, details });
  const { current, refreshed } = createTokenRefresher(deps, record);

  async function revokeOne(token: UpstreamToken, session: LiveSession): Promise<UpstreamRevocation["outcome"]> {
    const provider = await registry.find(token.providerId);
    // Ended first: a refresh under way then can't write the token back, and of two tokens of one grant the last one ends it.
    const wasLive = await store.end(token, "revoked");
    await changes.publish(token.sessionId, token.providerId);
    // The id may mean another provider by now, which must not get the token.
    if (!wasLive || !provider || !isBoundTo(provider.settings, token)) return "not_revoked";
    // Revoking one token of a shared grant would end the access of the person's other browsers.
    if (provider.dialect.sharesGrant && (await store.isSharedGrant(token))) return "still_used";
    const revoked = await withinSeconds(deps.revokeTimeoutSeconds ?? 3, revokeAtProvider(provider, token));
    record("upstream_token.revoked", token, session, revoked ? "success" : "failure");
    return revoked ? "revoked" : "not_revoked";
  }

  return {
    async forSession(session, { providerId, scopes, refused }) {
      let token = await current(session, providerId);
      const dialect = dialectOf(registry.settingsOf(providerId));
      requireScopes(token, scopes, dialect);
      const wasRefused = refused !== undefined && refused.reveal() === token.accessToken.reveal();
      const need = needsRefresh(token, { nowSeconds: nowSeconds(), wasRefused });
      if (need !== "no") {
        token = await refreshed(token, session).catch((error: unknown) => {
          // Refreshing early failed for now, and the token at hand still works.
          if (need === "soon" && error instanceof AppError && error.code === "token_unavailable") return token;
          throw error;
        });
        requireScopes(token, scopes, dialect);
      }
      return attachable(token);
    },

    async stillHeld(session, { providerId, scopes }) {
      const token = await store.find(session.id, providerId);
      const settings = registry.findSettings(providerId);
      if (!settings || !token || token.endedReason || !isBoundTo(settings, token)) return false;
      return missingScopes(token.scopes, scopes, dialectOf(settings)).length === 0;
    },

    async revokeOfSession(session) {
      try {
        const tokens = await store.listLive(session.id);
        return await Promise.all(
          tokens.map(async (token) => ({
            providerId: token.providerId,
            outcome: await revokeOne(token, session).catch(() => "not_revoked" as const),
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

function requireScopes(token: UpstreamToken, scopes: readonly string[], dialect: Dialect): void {
  const missing = missingScopes(token.scopes, scopes, dialect);
  if (missing.length === 0) return;
  throw new AppError("scope_required", { facts: { provider: token.providerId, scopes: missing.join(" ") } });
}

function attachable(token: UpstreamToken): AttachableToken {
  return { token: token.accessToken, expiresAtSeconds: token.accessTokenExpiresAtSeconds, scopes: token.scopes };
}
