import * as oauth from "oauth4webapi";
import type { ProviderSettings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { GuardedFetch } from "#server/http/outgoing/guarded-fetch.ts";
import type { Dialect } from "#server/sign-in/providers/dialects/dialect.ts";
import { dialectOf } from "#server/sign-in/providers/dialects/dialect-of.ts";
import { defineProvider } from "./define-provider.ts";
import type { Provider } from "./provider.ts";
import { endpointUrl, type ProviderDefinition } from "./provider-definition.ts";
import { createProviderKeys } from "./provider-keys.ts";
import { createDiscovery, type ProviderMetadata } from "./provider-metadata.ts";

/**
 * A provider of the settings, with discovery and keys of its own; nothing is fetched before it is needed.
 *
 * Errors: AppError invalid_settings for a kind that can't be built, or an issuer that is missing.
 */
export async function makeProvider(
  settings: ProviderSettings,
  fetch: GuardedFetch,
  nowSeconds: () => number,
): Promise<Provider> {
  const definition = await defineProvider(settings, fetch);
  const dialect = dialectOf(settings);
  const metadata = metadataSource(definition, dialect, fetch, nowSeconds);
  return {
    settings,
    dialect,
    definition,
    identityIssuer: dialect.identityIssuer(settings, definition),
    fetch,
    keys: createProviderKeys(async () => (await metadata()).jwks_uri ?? "", fetch, nowSeconds),
    metadata,
    clientAuth: (known) => clientAuth(settings, definition, known),
  };
}

function metadataSource(
  definition: ProviderDefinition,
  dialect: Dialect,
  fetch: GuardedFetch,
  nowSeconds: () => number,
) {
  const authorization = endpointUrl(definition.authorization);
  const token = endpointUrl(definition.token);
  if (definition.type === "oidc" || !authorization || !token) {
    if (!definition.issuer) {
      throw new AppError("invalid_settings", {
        detail: `providers (${definition.id}): an issuer is needed. Fix: set it to the issuer of your tenant.`,
      });
    }
    const issuer = { configured: definition.issuer, discovered: dialect.discoveredIssuer(definition.issuer) };
    return createDiscovery(issuer, fetch, nowSeconds);
  }
  const userinfo = endpointUrl(definition.userinfo);
  const fixed: ProviderMetadata = {
    issuer: definition.issuer ?? new URL(authorization).origin,
    authorization_endpoint: authorization,
    token_endpoint: token,
    ...(userinfo ? { userinfo_endpoint: userinfo } : {}),
  };
  return () => Promise.resolve(fixed);
}

function clientAuth(settings: ProviderSettings, definition: ProviderDefinition, metadata: ProviderMetadata) {
  const secret = settings.clientSecret?.reveal();
  if (!secret) return { method: "none", auth: oauth.None() };
  const offered = metadata.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
  // RFC 8414 §2: client_secret_basic is what a server takes that says nothing.
  const method =
    definition.client?.token_endpoint_auth_method ??
    (offered.includes("client_secret_basic") ? "client_secret_basic" : "client_secret_post");
  return {
    method,
    auth: method === "client_secret_post" ? oauth.ClientSecretPost(secret) : oauth.ClientSecretBasic(secret),
  };
}
