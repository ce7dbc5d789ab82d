import type { ProviderSettings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { GuardedFetch } from "#server/http/outgoing/guarded-fetch.ts";
import { isEntra, sharedEntraIssuer } from "./entra-tenants.ts";
import { githubProvider } from "./github-provider.ts";

interface Endpoint {
  url?: string;
  params?: Record<string, string>;
  request?: (context: { tokens: { access_token?: string } }) => Promise<unknown>;
}

/** The parts of an Auth.js provider that we read or set; the rest of a built-in passes through untouched. */
export interface AuthJsProvider {
  id: string;
  name: string;
  type: "oidc" | "oauth";
  issuer?: string;
  authorization?: string | Endpoint;
  token?: string | Endpoint;
  userinfo?: string | Endpoint;
  checks?: string[];
  client?: { token_endpoint_auth_method?: string; [name: string]: unknown };
  clientId: string;
  clientSecret?: string;
  profile?: (profile: Record<string, unknown>, tokens: unknown) => unknown;
  [setting: string]: unknown;
}

/**
 * The Auth.js provider behind one provider of the settings: ours for GitHub, Entra and `type: "oidc"`, else Auth.js's
 * built-in of that id. Every one checks PKCE and state, OpenID Connect ones also the nonce.
 *
 * Errors: AppError invalid_settings for an id that is no built-in, or a built-in that is no OAuth provider.
 */
export async function authJsProvider(settings: ProviderSettings, fetch: GuardedFetch): Promise<AuthJsProvider> {
  const base = await definition(settings, fetch);
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

async function definition(settings: ProviderSettings, fetch: GuardedFetch): Promise<AuthJsProvider> {
  const { id, name, clientId, issuer } = settings;
  if (settings.type === "oidc") return { id, name, clientId, type: "oidc", ...(issuer ? { issuer } : {}) };
  // Auth.js's Entra fetches a photo by the global fetch and looks into ID tokens before they are verified.
  if (isEntra(settings)) return { id, name, clientId, type: "oidc", issuer: issuer ?? sharedEntraIssuer };
  if (id === "github") return githubProvider(settings, fetch);
  const { options, ...base } = await builtIn(settings);
  const merged = { ...base, ...(options as object), ...(issuer ? { issuer } : {}) } as AuthJsProvider;
  if (merged.type === "oidc" || merged.type === "oauth") return merged;
  throw new AppError("invalid_settings", {
    detail: `providers (${id}): Auth.js's built-in is of type ${String(merged.type)}. Fix: use an OAuth or OpenID Connect provider.`,
  });
}

async function builtIn({ id, clientId, clientSecret, issuer }: ProviderSettings): Promise<Record<string, unknown>> {
  try {
    const module = (await import(`next-auth/providers/${id}`)) as { default: (options: object) => object };
    const secret = clientSecret ? { clientSecret: clientSecret.reveal() } : {};
    return module.default({ clientId, ...secret, ...(issuer ? { issuer } : {}) }) as Record<string, unknown>;
  } catch (cause) {
    throw new AppError("invalid_settings", {
      detail: `providers (${id}): no built-in of Auth.js has this id. Fix: correct it, or set type: "oidc" and the issuer.`,
      cause,
    });
  }
}

/** Auth.js invents a random id where a profile has none: everybody would get a new account at every sign-in. */
function requireSubject({ id, profile }: AuthJsProvider): NonNullable<AuthJsProvider["profile"]> {
  return async (raw, tokens) => {
    const known = (await profile?.(raw, tokens)) as { id?: unknown } | undefined;
    if (known?.id === undefined || known.id === null || known.id === "") {
      throw new AppError("provider_rejected", { detail: `${id}: the profile has no id` });
    }
    return known;
  };
}

export function endpointUrl(endpoint: string | Endpoint | undefined): string | undefined {
  return typeof endpoint === "string" ? endpoint : endpoint?.url;
}
