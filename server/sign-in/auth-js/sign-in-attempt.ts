import { AppError } from "#server/errors/app-error.ts";
import { toAppError } from "#server/http/problem.ts";
import type { Provider } from "#server/sign-in/providers/provider-registry.ts";
import type { IdTokenClaims } from "#server/sign-in/providers/verify-id-token.ts";
import type { SignInTransaction } from "#server/sign-in/sign-in-transaction.ts";
import type { ReceivedTokens } from "#server/sign-in/upstream-tokens/received-tokens.ts";

/**
 * One run through Auth.js, seen from our side: what its hooks learned, and the first thing that went wrong.
 *
 * Auth.js turns every exception into a redirect, so the reason is kept here.
 */
export class SignInAttempt {
  readonly provider: Provider;
  readonly transaction: SignInTransaction | undefined;
  readonly deadline: AbortSignal;
  tokens: ReceivedTokens | undefined;
  idTokenClaims: IdTokenClaims | undefined;
  #failure: Error | undefined;

  constructor(provider: Provider, transaction: SignInTransaction | undefined, deadline: AbortSignal) {
    this.provider = provider;
    this.transaction = transaction;
    this.deadline = deadline;
  }

  /** The first reason wins: what follows is Auth.js reporting the same thing in its own words. */
  fail(error: unknown): Error {
    this.#failure ??= error instanceof AppError ? error : fromAuthJs(error);
    return this.#failure;
  }

  /** What we do once the person is verified failed. That is kept as it was thrown: the provider has no part in it. */
  failByUs(error: unknown): void {
    this.#failure ??= error instanceof Error ? error : toAppError(error);
  }

  get failure(): Error | undefined {
    return this.#failure;
  }
}

/** Auth.js wraps the cause as `{ err }`; names and codes say enough, messages may quote what was sent. */
function fromAuthJs(error: unknown): AppError {
  const cause = error instanceof Error ? error.cause : undefined;
  const inner = cause && typeof cause === "object" && "err" in cause ? cause.err : cause;
  if (inner instanceof AppError) return inner;
  const names = [error, inner].filter((each) => each instanceof Error).map(describe);
  return new AppError("provider_rejected", { detail: names.join(" ← ") || "Auth.js failed" });
}

function describe(error: Error): string {
  const code = "code" in error && typeof error.code === "string" ? ` (${error.code})` : "";
  return `${error.name}${code}: ${error.message.slice(0, 160)}`;
}
