import type { IncomingMessage, ServerResponse } from "node:http";
import type { Settings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import { callerKey } from "#server/http/caller-key.ts";
import { type RateLimiter, windowSeconds } from "#server/rate-limits/rate-limiter.ts";

/** Introspection isn't among them: APIs call it for every request of everybody, and it needs a client's secret. */
const tokenPaths = new Set(["/oauth2/token", "/oauth2/par", "/oauth2/device_authorization"]);

interface Limit {
  name: "token" | "authorize" | "sign-in" | "registration";
  perMinute: number;
}

/** Every registration without a token is kept for a while. An assistant registers once. */
const openRegistrationsPerMinute = 20;

/** Which limit a request falls under, by method and path (security.md C.17); `anonymous`: without Authorization. */
export function limitFor(
  method: string,
  path: string,
  limits: Settings["rateLimits"],
  anonymous = false,
): Limit | undefined {
  if (method === "POST" && path === "/oauth2/register" && anonymous)
    return { name: "registration", perMinute: Math.min(openRegistrationsPerMinute, limits.tokenPerMinute) };
  // Apps register, and manage their registration by other methods.
  const registers = path.startsWith("/oauth2/register");
  if (registers || (method === "POST" && tokenPaths.has(path)))
    return { name: "token", perMinute: limits.tokenPerMinute };
  // Anybody may ask, and every request is kept until it is answered or too old. Apart from the token requests, so that
  // neither uses up the other's.
  if (path === "/oauth2/authorize") return { name: "authorize", perMinute: limits.tokenPerMinute };
  const startsSignIn = method === "POST" && path.startsWith("/api/auth/signin/");
  if (startsSignIn || path === "/sign-in/start") return { name: "sign-in", perMinute: limits.signInPerMinute };
  return undefined;
}

/**
 * Counts the request per client address and answers with `RateLimit` headers (draft-ietf-httpapi-ratelimit-headers).
 *
 * Errors: rate_limited, with `Retry-After` set.
 */
export async function requireWithinLimit(
  request: IncomingMessage,
  response: ServerResponse,
  call: { path: string; clientAddress: string; limiter: RateLimiter; limits: Settings["rateLimits"] },
): Promise<void> {
  const limit = limitFor(request.method ?? "GET", call.path, call.limits, request.headers.authorization === undefined);
  if (!limit) return;
  const decision = await call.limiter.take(`${limit.name} ${callerKey(call.clientAddress)}`, limit.perMinute);
  response.setHeader("ratelimit-policy", `"${limit.name}";q=${decision.limit};w=${windowSeconds}`);
  response.setHeader("ratelimit", `"${limit.name}";r=${decision.remaining};t=${decision.resetSeconds}`);
  if (decision.allowed) return;
  response.setHeader("retry-after", decision.resetSeconds);
  throw new AppError("rate_limited", { detail: `${limit.name} from ${call.clientAddress}` });
}
