import { AppError } from "#server/errors/app-error.ts";
import type { Provider } from "#server/sign-in/providers/provider.ts";
import type { IdTokenClaims } from "#server/sign-in/providers/verify-id-token.ts";
import type { ReceivedTokens } from "#server/sign-in/upstream-tokens/received-tokens.ts";

/** The profile that Auth.js fetched or read, and the subject in it. */
export interface FoundProfile {
  profile: Readonly<Record<string, unknown>>;
  subject: string;
}

/**
 * One run of Auth.js: what its hooks collected, and the first failure.
 *
 * Auth.js turns every exception into a redirect, so the reason is kept here.
 */
export class AuthJsRun {
  readonly provider: Provider;
  /** What the ID token must name; `undefined` when an authorization request is made. */
  readonly nonce: string | undefined;
  readonly deadline: AbortSignal;
  tokens: ReceivedTokens | undefined;
  idTokenClaims: IdTokenClaims | undefined;
  found: FoundProfile | undefined;
  #failure: AppError | undefined;

  constructor(provider: Provider, nonce: string | undefined, deadline: AbortSignal) {
    this.provider = provider;
    this.nonce = nonce;
    this.deadline = deadline;
  }

  /** The first reason wins: what follows is Auth.js reporting the same thing in its own words. */
  fail(error: unknown): AppError {
    this.#failure ??= error instanceof AppError ? error : fromAuthJs(error);
    return this.#failure;
  }

  get failure(): AppError | undefined {
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
