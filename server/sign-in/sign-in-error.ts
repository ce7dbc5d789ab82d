import type { ProviderSettings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { ProviderWords } from "#server/sign-in/providers/dialects/dialect.ts";
import { ProviderFailure, type Suspect } from "#server/sign-in/providers/failures/provider-failure.ts";
import { personCancelled, quoteProvider } from "#server/sign-in/providers/failures/provider-words.ts";

/** OpenID Connect Core §3.1.2.6: errors of prompt=none where the provider would have to show a page. */
const wouldHaveToAsk = new Set([
  "login_required",
  "interaction_required",
  "consent_required",
  "account_selection_required",
]);

export function isSilentRefusal(error: string): boolean {
  return wouldHaveToAsk.has(error);
}

/**
 * Errors of either endpoint that mean a mistake in the provider's or our settings: RFC 6749 §4.1.2.1, §5.2, and codes of GitHub's
 * and Google's own.
 */
const refusedPortal: ReadonlyMap<string, Suspect> = new Map([
  ["invalid_client", "client"],
  ["unauthorized_client", "client"],
  ["incorrect_client_credentials", "client"],
  ["application_suspended", "client"],
  ["redirect_uri_mismatch", "redirect_uri"],
  ["invalid_scope", "scopes"],
]);

/** The failure behind such an `error`; `undefined` for every other. */
export function portalRefused(error: string, detail: string): ProviderFailure | undefined {
  const suspect = refusedPortal.get(error);
  return suspect && new ProviderFailure("provider_misconfigured", suspect, { detail });
}

/** The provider's own `error` in an authorization response (RFC 6749 §4.1.2.1), as ours. */
export function authorizationError(words: ProviderWords, provider: Pick<ProviderSettings, "kind">): AppError {
  const detail = quoteProvider("authorization response", words);
  if (personCancelled(words, provider)) return new AppError("sign_in_cancelled", { detail });
  const down = words.error === "temporarily_unavailable" || words.error === "server_error";
  if (down) return new AppError("provider_unreachable", { detail });
  return portalRefused(words.error, detail) ?? new AppError("provider_declined", { detail });
}

export interface ErrorPageFacts {
  reference: string;
  providerId?: string | undefined;
  returnPath?: string | undefined;
}

/** Where a person reads what happened. Only public facts are in this address. */
export function errorPagePath(error: AppError, facts: ErrorPageFacts): string {
  const query = new URLSearchParams({ code: error.code, ref: facts.reference });
  if (facts.providerId) query.set("provider", facts.providerId);
  if (facts.returnPath && facts.returnPath !== "/") query.set("return_to", facts.returnPath);
  return `/error?${query}`;
}
