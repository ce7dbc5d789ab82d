import type { AppBehind } from "#server/authorization-server/consent/consent-service.ts";
import type { ErrorCode } from "#server/errors/app-error.ts";
import type { MessageKey } from "../messages/en.ts";

export interface ErrorAction {
  href: string;
  label: MessageKey;
}

/** The app whose request brought the person here, with a way back to it. */
export type WayBack = Pick<AppBehind, "alive"> & { href: string };

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

/** The account itself is refused: signing in leads on only with another one, so the provider has to ask which. */
export const withAnotherAccount: ReadonlySet<ErrorCode> = new Set([
  "not_allowed_to_sign_in",
  "sign_up_closed",
  "invitation_required",
  "app_not_allowed",
] as const);

/** Failures that pass, or that a fresh page cures: the next step is the page itself. */
const worthRetrying: ReadonlySet<ErrorCode> = new Set([
  "database_unavailable",
  "redis_unavailable",
  "csrf_token_invalid",
  "cookie_doubled",
  "request_timeout",
  "rate_limited",
  "upstream_unreachable",
  "upstream_timeout",
  "token_unavailable",
  "device_code_invalid",
  "internal_error",
] as const);

const home: ErrorAction = { href: "/", label: "failure.home" };

/** Failures of the request itself: its page would only show them again. */
const requestIsGone: ReadonlySet<ErrorCode> = new Set([
  "interaction_expired",
  "client_unknown",
  "redirect_uri_mismatch",
  "authorization_request_invalid",
] as const);

/** Where a person can go from an error, the likeliest first. Pure: this list is its own truth table. */
export function errorActions(
  code: ErrorCode,
  returnPath: string | undefined,
  app?: WayBack,
): [ErrorAction, ...ErrorAction[]] {
  const back: ErrorAction[] = app ? [{ href: app.href, label: "failure.back_to_app" }] : [];
  const elsewhere = returnPath !== undefined && returnPath !== "/" ? returnPath : undefined;
  if (atSignIn.has(code) || withAnotherAccount.has(code)) {
    const [first = home, ...others] = inOrder(app, signIn(code, elsewhere), back);
    return [first, ...others, home];
  }
  if (code === "grant_not_found") return [{ href: "/connected-apps", label: "failure.apps" }, home];
  const [first] = back;
  if (first && requestIsGone.has(code)) return [first, home];
  if (elsewhere && worthRetrying.has(code)) return [{ href: elsewhere, label: "failure.try_again" }, ...back, home];
  if (elsewhere && !requestIsGone.has(code)) return [{ href: elsewhere, label: "failure.go_on" }, ...back, home];
  return [home];
}

function signIn(code: ErrorCode, returnPath: string | undefined): ErrorAction {
  const other = withAnotherAccount.has(code);
  const query = new URLSearchParams(other ? { prompt: "select_account" } : {});
  if (returnPath !== undefined) query.set("return_to", returnPath);
  const retry = code === "sign_in_cancelled" ? "failure.try_again" : "failure.sign_in";
  return {
    href: query.size > 0 ? `/sign-in?${query}` : "/sign-in",
    label: other ? "failure.other_account" : retry,
  };
}

/** Signing in leads on only while the app still waits. */
function inOrder(app: WayBack | undefined, signIn: ErrorAction, back: readonly ErrorAction[]): ErrorAction[] {
  return app && !app.alive ? [...back, signIn] : [signIn, ...back];
}
