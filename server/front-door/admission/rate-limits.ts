import type { IncomingMessage, ServerResponse } from "node:http";
import type { Settings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import { callerKey } from "#server/http/caller-key.ts";
import { rateKey } from "#server/rate-limits/limit-key.ts";
import { type RateLimiter, windowSeconds } from "#server/rate-limits/rate-limiter.ts";
import type { Route, RouteLimit } from "#server/routes/route.ts";

/** Every registration without a token is kept for a while. An assistant registers once. */
const openRegistrationsPerMinute = 20;

/** Which of a route's limits counts the request; `undefined`: none. */
export function limitOf(route: Route, { method, headers }: IncomingMessage): RouteLimit | undefined {
  return route.limits?.find(
    (limit) =>
      (limit.method === undefined || limit.method === method) &&
      !(limit.withoutToken && headers.authorization !== undefined),
  );
}

function settingOf({ name }: RouteLimit): "signInPerMinute" | "adminPerMinute" | "tokenPerMinute" {
  if (name === "sign-in") return "signInPerMinute";
  return name === "admin" ? "adminPerMinute" : "tokenPerMinute";
}

/** Authorization requests are counted apart from token requests, so that neither uses up the other's, but their number is the same. */
function perMinute(limit: RouteLimit, limits: Settings["rateLimits"]): number {
  const most = limits[settingOf(limit)];
  return limit.name === "registration" ? Math.min(openRegistrationsPerMinute, most) : most;
}

/**
 * Counts the request per client address and answers with `RateLimit` headers (draft-ietf-httpapi-ratelimit-headers).
 *
 * Errors: rate_limited, with `Retry-After` set.
 */
export async function requireWithinLimit(
  request: IncomingMessage,
  response: ServerResponse,
  call: { route: Route; clientAddress: string; limiter: RateLimiter; limits: Settings["rateLimits"] },
): Promise<void> {
  const limit = limitOf(call.route, request);
  if (!limit) return;
  const key = rateKey(limit.name, callerKey(call.clientAddress));
  const decision = await call.limiter.take(key, perMinute(limit, call.limits));
  response.setHeader("ratelimit-policy", `"${limit.name}";q=${decision.limit};w=${windowSeconds}`);
  response.setHeader("ratelimit", `"${limit.name}";r=${decision.remaining};t=${decision.resetSeconds}`);
  if (decision.allowed) return;
  response.setHeader("retry-after", decision.resetSeconds);
  const setting = `rateLimits.${settingOf(limit)}`;
  throw new AppError("rate_limited", {
    detail: `${limit.name} from ${call.clientAddress}`,
    refusal: { rule: `rate_limit.${limit.name}`, setting, needed: decision.limit },
  });
}
