import { callerKey } from "#server/http/caller-key.ts";
import { currentRequestContext } from "#server/http/request-context.ts";
import { apiCallsKey } from "#server/rate-limits/limit-key.ts";
import type { RateDecision, RateLimiter } from "#server/rate-limits/rate-limiter.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { ApiRoute } from "./api-table.ts";

export interface CallLimits {
  /** Calls per minute of this route; `undefined`: unlimited. */
  of(route: ApiRoute): number | undefined;
  /** Counts a call, a handshake as well, for its session or else its caller; `undefined` when unlimited. */
  take(route: ApiRoute, session: LiveSession | null): RateDecision | Promise<RateDecision> | undefined;
}

/** @param defaultPerMinute where the API doesn't say; unset: unlimited. */
export function createCallLimits(rateLimiter: RateLimiter, defaultPerMinute: number | undefined): CallLimits {
  const of = (route: ApiRoute) => route.settings.requestsPerMinute ?? defaultPerMinute;
  return {
    of,
    take(route, session) {
      const limit = of(route);
      if (limit === undefined) return undefined;
      const who = session?.id ?? callerKey(currentRequestContext()?.clientAddress ?? "");
      return rateLimiter.take(apiCallsKey(route.name, who), limit);
    },
  };
}
