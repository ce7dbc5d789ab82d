import type { ProviderSettings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { GuardedFetch } from "#server/http/outgoing/guarded-fetch.ts";
import { builtInProvider } from "#server/sign-in/auth-js/built-in-provider.ts";
import { dialectOf } from "#server/sign-in/providers/dialects/dialect-of.ts";
import type { ProviderDefinition } from "./provider-definition.ts";

/**
 * One provider of the settings as its dialect defines it. Every provider checks PKCE and state, and with OpenID Connect also the nonce.
 *
 * Errors: AppError invalid_settings for a kind that is no built-in of Auth.js, or a built-in that is no OAuth provider.
 */
export async function defineProvider(settings: ProviderSettings, fetch: GuardedFetch): Promise<ProviderDefinition> {
  const base = await dialectOf(settings).define(settings, { fetch, builtIn: builtInProvider });
  return {
    ...base,
    id: settings.id,
    name: settings.name,
    clientId: settings.clientId,
    ...(settings.clientSecret ? { clientSecret: settings.clientSecret.reveal() } : {}),
    checks: base.type === "oidc" ? ["pkce", "state", "nonce"] : ["pkce", "state"],
    profile: base.type === "oidc" ? ({ sub }) => ({ id: sub }) : requireSubject(base),
  };
}

/** Auth.js invents a random id where a profile has none, which would make a new account with every sign-in. */
function requireSubject({ id, profile }: ProviderDefinition): NonNullable<ProviderDefinition["profile"]> {
  return async (raw, tokens) => {
    const known = (await profile?.(raw, tokens)) as { id?: unknown } | undefined;
    if (known?.id === undefined || known.id === null || known.id === "") {
      throw new AppError("provider_rejected", { detail: `${id}: the profile has no id` });
    }
    return known;
  };
}
