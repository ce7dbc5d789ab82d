import { accessError } from "#server/access/policy/access-refusal.ts";
import { rememberDecisions } from "#server/access/policy/remembered-decisions.ts";
import { type AttachedToken, type AttachedTokens, holderOf } from "#server/bff/calls/tokens/attached-tokens.ts";
import { AppError } from "#server/errors/app-error.ts";
import { keepRequestContext } from "#server/http/request-context.ts";
import type { RateDecision } from "#server/rate-limits/rate-limiter.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { SessionVault } from "#server/sessions/session-vault.ts";
import type { ApiRoute } from "./api-table.ts";
import type { CallLimits } from "./call-limits.ts";

export interface CallAdmissionDeps {
  vault: Pick<SessionVault, "authenticateCached" | "authenticate">;
  tokens: AttachedTokens;
  limits: CallLimits;
}

/**
 * What a call and a WebSocket handshake need before they are sent to an API: the session, the rate limit, the token.
 *
 * Cost: each step answers at once, without a promise, when what it needs is in memory.
 */
export class CallAdmission {
  readonly #deps: CallAdmissionDeps;
  readonly #decide = rememberDecisions();

  constructor(deps: CallAdmissionDeps) {
    this.#deps = deps;
  }

  /** The session if it is in memory, or `null` for none; `undefined`: `session` has to be asked. */
  sessionAtHand(route: ApiRoute, cookie: string | undefined): LiveSession | null | undefined {
    const { limits, vault } = this.#deps;
    // A route that depends on no session doesn't read the cookie either.
    const anonymous =
      (route.tokenKind === "none" || route.tokenKind === "client") && route.settings.allow === undefined;
    if (anonymous && limits.of(route) === undefined) return null;
    return vault.authenticateCached(cookie);
  }

  session(cookie: string | undefined): Promise<LiveSession | null> {
    return this.#deps.vault.authenticate(cookie);
  }

  /** Counts the call; `undefined` when the route is unlimited. */
  count(route: ApiRoute, session: LiveSession | null): RateDecision | Promise<RateDecision> | undefined {
    return this.#deps.limits.take(route, session);
  }

  /** Why the call is refused: session_required, api_not_allowed, or rate_limited (facts: retryAfterSeconds). */
  refusal(route: ApiRoute, session: LiveSession | null, rate?: RateDecision): AppError | undefined {
    if (session === null && route.sessionRequired) return new AppError("session_required");
    const { allow } = route.settings;
    const refusal = allow && session && this.#decide(allow, session, `apis.${route.name}.allow`);
    if (refusal) return accessError("api_not_allowed", refusal, { userId: session.userId });
    if (!rate || rate.allowed) return undefined;
    return new AppError("rate_limited", {
      facts: { retryAfterSeconds: rate.resetSeconds },
      refusal: { rule: "rate_limit.api", setting: "rateLimits.bffPerMinute", needed: rate.limit },
    });
  }

  /** The token to attach; `undefined` when the route's calls have none. Errors: those of the token's source. */
  token(route: ApiRoute, session: LiveSession | null): AttachedToken | undefined | Promise<AttachedToken | undefined> {
    if (route.tokenKind === "none" || (route.tokenKind === "user_or_none" && session === null)) return undefined;
    const { tokens } = this.#deps;
    const holder = holderOf(route, session);
    return tokens.cached(route, holder) ?? keepRequestContext(() => tokens.obtain(route, holder));
  }

  /** After an API's 401; see AttachedTokens. */
  replaceToken(
    route: ApiRoute,
    session: LiveSession | null,
    refused: AttachedToken,
  ): Promise<AttachedToken | undefined> {
    return this.#deps.tokens.replace(route, holderOf(route, session), refused);
  }
}
