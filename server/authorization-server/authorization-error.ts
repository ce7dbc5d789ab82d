import { type ErrorOut, errors, type KoaContextWithOIDC } from "oidc-provider";
import type { ErrorCode } from "#server/errors/app-error.ts";
import { currentRequestContext } from "#server/http/request-context.ts";

/** Which of our pages explains an error that can't be reported to the app. */
export function errorPageCode(error: Error): ErrorCode {
  if (error instanceof errors.InvalidRedirectUri) return "redirect_uri_mismatch";
  if (error instanceof errors.InvalidClient || error instanceof errors.InvalidClientAuth) return "client_unknown";
  if (error instanceof errors.SessionNotFound) return "interaction_expired";
  if (error instanceof errors.OIDCProviderError) {
    if (error.statusCode === 503) return "database_unavailable";
    return error.expose ? "authorization_request_invalid" : "internal_error";
  }
  return "internal_error";
}

/**
 * Errors that must not go to the app: unknown clients and unregistered redirect addresses above all (RFC 9700 §4.1.3,
 * security.md C.2). People get the portal's error page; programs the library's JSON.
 */
export function renderAuthorizationError(ctx: KoaContextWithOIDC, out: ErrorOut, error: Error): void {
  if (ctx["accepts"]("json", "html") !== "html") {
    ctx.body = out;
    return;
  }
  const query = new URLSearchParams({ code: errorPageCode(error), ref: currentRequestContext()?.requestId ?? "" });
  ctx.status = 303;
  ctx["redirect"](`/error?${query}`);
}
