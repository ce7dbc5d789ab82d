import { errors } from "oidc-provider";
import { AppError, type ErrorCode } from "#server/errors/app-error.ts";

/** Which of our pages explains an error that can't be reported to the app. */
export function errorPageCode(error: Error): ErrorCode {
  if (error instanceof AppError) return error.code;
  if (error instanceof errors.InvalidRedirectUri) return "redirect_uri_mismatch";
  if (error instanceof errors.InvalidClient || error instanceof errors.InvalidClientAuth) return "client_unknown";
  if (error instanceof errors.SessionNotFound) return "interaction_expired";
  if (error instanceof errors.OIDCProviderError) {
    if (error.statusCode === 503) return "database_unavailable";
    return error.expose ? "authorization_request_invalid" : "internal_error";
  }
  return "internal_error";
}
