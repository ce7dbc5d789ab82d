import type { ProviderSettings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import { ProviderFailure, type Suspect } from "#server/sign-in/providers/provider-failure.ts";
import { type ProviderWords, personCancelled, quoteProvider } from "#server/sign-in/providers/provider-words.ts";

/** OpenID Connect Core §3.1.2.6: with prompt=none the provider says that it would have to ask. */
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
 * What a provider says, at either endpoint, when it is set up for another portal than this: RFC 6749 §4.1.2.1, §5.2, and GitHub's
 * and Google's own words.
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
