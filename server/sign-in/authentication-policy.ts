import { AppError } from "#server/errors/app-error.ts";
import { isCleanText } from "#server/http/clean-text.ts";
import type { Authentication } from "#server/sessions/session-vault.ts";
import type { IdTokenClaims } from "#server/sign-in/providers/verify-id-token.ts";

/** How much older than our request a fresh sign-in at the provider may look, by its clock. */
const clockToleranceSeconds = 60;

export interface AuthenticationFacts {
  /** Of a verified ID token; `undefined` where the provider gives none. */
  claims: IdTokenClaims | undefined;
  prompt: string | undefined;
  startedAtSeconds: number;
  /** Whether the provider knows prompt=login. */
  canForceSignIn: boolean;
  nowSeconds: number;
}

/**
 * How and when the person was authenticated, by what the provider says.
 *
 * Errors: provider_rejected when a fresh sign-in was asked for and the provider only remembered an old one.
 * Spec:   OpenID Connect Core 1.0 §2 (acr, amr, auth_time), §3.1.2.1 (prompt=login).
 */
export function authenticationAtProvider(facts: AuthenticationFacts): Authentication {
  const methods = facts.claims?.["amr"];
  return {
    acr: claimWord(facts.claims?.["acr"]),
    amr: (Array.isArray(methods) ? methods : []).filter(isWord).slice(0, 10),
    authTimeSeconds: authTime(facts),
  };
}

/** A claim that identifies something: taken as it is or not at all, because a part of one could be another's. */
export function claimWord(value: unknown): string | undefined {
  return isWord(value) ? value : undefined;
}

function isWord(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= 255 && isCleanText(value);
}

/**
 * The provider's `auth_time`, else now.
 *
 * After prompt=login an old `auth_time` means that the provider asked for no sign-in. Google and GitHub don't know
 * prompt=login; they only let the person choose their account again, which happened just now.
 */
function authTime({ claims, prompt, startedAtSeconds, canForceSignIn, nowSeconds }: AuthenticationFacts): number {
  const said = claims?.["auth_time"];
  const again = prompt === "login";
  if (typeof said !== "number" || (again && !canForceSignIn)) return nowSeconds;
  if (again && said < startedAtSeconds - clockToleranceSeconds) {
    throw new AppError("provider_rejected", { detail: "prompt=login was asked for, auth_time is older" });
  }
  return Math.min(said, nowSeconds);
}
