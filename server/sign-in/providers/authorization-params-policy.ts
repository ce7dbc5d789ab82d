import type { ProviderSettings } from "#server/config/settings.ts";
import type { AskedAuthorization } from "#server/sign-in/providers/dialects/dialect.ts";
import { dialectOf } from "#server/sign-in/providers/dialects/dialect-of.ts";

/** What sign-in asks for; `undefined` where an Auth.js built-in brings its own. */
export function signInScopes(
  provider: Pick<ProviderSettings, "kind" | "scopes" | "allow">,
): readonly string[] | undefined {
  const dialect = dialectOf(provider);
  const scopes = provider.scopes ?? dialect.defaultScopes;
  return scopes && [...new Set([...scopes, ...dialect.allowScopes(provider)])];
}

/** Whether the provider lets us insist on a fresh sign-in. */
export function canForceSignIn(provider: Pick<ProviderSettings, "kind">): boolean {
  return dialectOf(provider).canForceSignIn;
}

/** Parameters of the authorization request, in the provider's dialect. The caller's query never gets here. */
export function authorizationParams(
  provider: Pick<ProviderSettings, "kind" | "scopes" | "authorizationParams" | "allow">,
  asked: AskedAuthorization,
): Record<string, string> {
  const scopes = [...new Set([...(signInScopes(provider) ?? []), ...asked.extraScopes])];
  return {
    ...(scopes.length > 0 ? { scope: scopes.join(" ") } : {}),
    ...dialectOf(provider).allowParams(provider),
    ...dialectOf(provider).authorizationParams(asked),
    ...provider.authorizationParams,
  };
}
