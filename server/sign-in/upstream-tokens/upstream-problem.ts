import { AppError, type ErrorCode } from "#server/errors/app-error.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";

/** At another provider than where the session began, signing in again would begin another: there it is connected anew. */
export function accessEnded(session: LiveSession, provider: string): AppError {
  const facts = session.providerId === provider ? { provider } : { provider, connect: 1 };
  return new AppError("reauthentication_required", { facts });
}

export function upstreamProblem(
  code: ErrorCode,
  provider: string,
  retryAfterSeconds?: number,
  cause?: unknown,
): AppError {
  return new AppError(code, { facts: { provider, ...(retryAfterSeconds ? { retryAfterSeconds } : {}) }, cause });
}
