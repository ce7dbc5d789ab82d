import type { ErrorCode } from "#server/errors/app-error.ts";
import type { MessageKey } from "../messages/en.ts";

export interface ErrorAction {
  href: string;
  label: MessageKey;
}

/** Failures on the way in: the next step is the sign-in page, keeping where the person wanted to go. */
const atSignIn: ReadonlySet<ErrorCode> = new Set([
  "provider_unknown",
  "provider_disabled",
  "provider_misconfigured",
  "provider_unreachable",
  "provider_rejected",
  "provider_declined",
  "provider_clock_differs",
  "sign_in_cancelled",
  "sign_in_expired",
  "identity_conflict",
  "account_disabled",
  "session_required",
  "reauthentication_required",
] as const);

/** Failures that pass, or that a fresh page cures: the next step is the page itself. */
const worthRetrying: ReadonlySet<ErrorCode> = new Set([
  "database_unavailable",
  "redis_unavailable",
  "csrf_token_invalid",
  "request_timeout",
  "rate_limited",
  "upstream_unreachable",
  "upstream_timeout",
  "token_unavailable",
  "device_code_invalid",
  "internal_error",
] as const);

const home: ErrorAction = { href: "/", label: "failure.home" };

/** Where a person can go from an error, the likeliest first. Pure: this list is its own truth table. */
export function errorActions(code: ErrorCode, returnPath: string | undefined): [ErrorAction, ...ErrorAction[]] {
  const elsewhere = returnPath !== undefined && returnPath !== "/" ? returnPath : undefined;
  if (atSignIn.has(code)) {
    const query = elsewhere ? `?${new URLSearchParams({ return_to: elsewhere })}` : "";
    return [
      { href: `/sign-in${query}`, label: code === "sign_in_cancelled" ? "failure.try_again" : "failure.sign_in" },
      home,
    ];
  }
  if (code === "grant_not_found") return [{ href: "/connected-apps", label: "failure.apps" }, home];
  if (elsewhere && worthRetrying.has(code)) return [{ href: elsewhere, label: "failure.try_again" }, home];
  if (elsewhere) return [{ href: elsewhere, label: "failure.go_on" }, home];
  return [home];
}
