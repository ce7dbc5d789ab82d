import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError } from "#server/errors/app-error.ts";
import { callerKey } from "#server/http/caller-key.ts";
import { rateKey } from "#server/rate-limits/limit-key.ts";
import type { RateLimiter } from "#server/rate-limits/rate-limiter.ts";
import type { Route } from "#server/routes/route.ts";

/** As long as the longest of these rows lives: the request that waits for a person's answer. */
const windowSeconds = 30 * 60;
/** What a row weighs besides the request in it: ids, times, indexes. */
const rowBytes = 1024;
/** In half an hour, for each token request that the address may send in a minute: 9.6 MB by default. */
const bytesPerRequestAllowed = 16 * 1024;

type Answered = Pick<ServerResponse, "statusCode" | "getHeader">;

/** Whether the request is kept in the database until a person answers it or it expires. */
export function isStored({ stored }: Pick<Route, "stored">, method: string | undefined): boolean {
  return stored === "any-method" || (stored === "POST" && method === "POST");
}

/**
 * Whether an answer left nothing to wait for: an error, or an authorization request that was answered at once (prompt=none, or
 * everything was granted before). Only a page of the portal's own is waited at.
 */
function leftNothing({ statusCode, getHeader }: Answered, { path }: Route): boolean {
  if (statusCode >= 400) return true;
  const location = String(getHeader("location") ?? "");
  return path === "/oauth2/authorize" && (!location.startsWith("/") || location.startsWith("/error?"));
}

/**
 * Bounds what one address may leave in the database before a sign-in, as the sum of its requests' sizes in half an
 * hour; counted over all processes where there is Redis, and an IPv6 /64 as one address. A request that left nothing is given
 * back: people behind one address renew their sign-in every few minutes.
 *
 * Errors: rate_limited, with `Retry-After` set.
 */
export async function requireStoredBudget(
  request: IncomingMessage,
  response: ServerResponse,
  call: { route: Route; clientAddress: string; limiter: RateLimiter; tokenPerMinute: number },
): Promise<void> {
  if (!isStored(call.route, request.method)) return;
  const amount = rowBytes + (request.url?.length ?? 0) + Number(request.headers["content-length"] ?? 0);
  const key = rateKey("stored", callerKey(call.clientAddress));
  const limit = call.tokenPerMinute * bytesPerRequestAllowed;
  const decision = await call.limiter.take(key, limit, { amount, seconds: windowSeconds });
  if (decision.allowed) {
    response.once("close", () => {
      const answered = { statusCode: response.statusCode, getHeader: response.getHeader.bind(response) };
      if (leftNothing(answered, call.route))
        void call.limiter.take(key, limit, { amount: -amount, seconds: windowSeconds });
    });
    return;
  }
  response.setHeader("retry-after", decision.resetSeconds);
  throw new AppError("rate_limited", { detail: `stored bytes from ${call.clientAddress}` });
}
