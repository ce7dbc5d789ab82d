import type { JWTVerifyGetKey } from "jose";
import type { ClientAuth } from "oauth4webapi";
import * as oauth from "oauth4webapi";
import type { LoadedSettings, ProviderSettings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import { createGuardedFetch, type GuardedFetch } from "#server/http/outgoing/guarded-fetch.ts";
import { toAppError } from "#server/http/problem.ts";
import { defineProvider } from "./define-provider.ts";
import type { Dialect } from "./dialects/dialect.ts";
import { dialectOf } from "./dialects/dialect-of.ts";
import { endpointUrl, type ProviderDefinition } from "./provider-definition.ts";
import { createProviderKeys } from "./provider-keys.ts";
import { createDiscovery, type ProviderMetadata } from "./provider-metadata.ts";

/** One configured provider, ready to be talked to. */
export interface Provider {
  readonly settings: ProviderSettings;
  readonly dialect: Dialect;
  readonly definition: ProviderDefinition;
  /** The issuer half of an identity where no ID token names one. */
  readonly identityIssuer: string;
  readonly fetch: GuardedFetch;
  readonly keys: JWTVerifyGetKey;
  /** Endpoints, discovered or fixed. Errors: provider_unreachable, provider_misconfigured, provider_disabled. */
  metadata(): Promise<ProviderMetadata>;
  /** How we authenticate at the token endpoint. */
  clientAuth(metadata: ProviderMetadata): { method: string; auth: ClientAuth };
}

export interface ProviderRegistry {
  readonly providers: readonly Provider[];
  find(id: string): Provider | undefined;
  /** Errors: provider_unknown. */
  get(id: string): Provider;
  /** Why a provider is switched off, as of the last look; looks again in the background when that is old. */
  disabledReason(provider: Provider): string | undefined;
  /** Looks at all, so that the first sign-in needn't wait for it; tells of each that can't be used. Never rejects. */
  lookAtAll(): Promise<void>;
  close(): Promise<void>;
}

const recheckSeconds = 60;

export async function createProviderRegistry(
  settings: Pick<LoadedSettings, "providers" | "mode">,
  nowSeconds: () => number,
  tell: (provider: ProviderSettings, error: AppError) => void,
): Promise<ProviderRegistry> {
  const fetches = settings.providers.map(({ allowPrivateNetwork }) =>
    createGuardedFetch({ allowPrivateNetwork: allowPrivateNetwork || settings.mode !== "production" }),
  );
  const providers = await Promise.all(
    settings.providers.map((provider, index) => makeProvider(provider, fetches[index] as GuardedFetch, nowSeconds)),
  );
  const reasons = new Map<string, string>();
  const checkedAtSeconds = new Map<string, number>();
  let closed = false;

  /** What is wrong with it, if anything. */
  async function check(provider: Provider): Promise<AppError | undefined> {
    const { id } = provider.settings;
    checkedAtSeconds.set(id, nowSeconds());
    try {
      await provider.metadata();
      reasons.delete(id);
      return undefined;
    } catch (thrown) {
      const error = toAppError(thrown);
      // Unreachable is no reason to hide the button: it may answer by the time somebody presses it.
      if (error.code === "provider_disabled") reasons.set(id, error.detail ?? "its configuration doesn't hold");
      return error;
    }
  }

  /** Nobody can press a button that is off, so no failed sign-in would tell. */
  async function recheck(provider: Provider): Promise<void> {
    const { id } = provider.settings;
    const before = reasons.get(id);
    const error = await check(provider);
    if (error?.code === "provider_disabled" && reasons.get(id) !== before) tell(provider.settings, error);
  }

  async function look(provider: Provider): Promise<void> {
    const error = await check(provider);
    // What is cut off by the end of the portal says nothing about the provider.
    if (error && !closed) tell(provider.settings, error);
  }

  const find = (id: string) => providers.find((provider) => provider.settings.id === id);
  return {
    providers,
    find,
    get(id) {
      const found = find(id);
      if (!found) throw new AppError("provider_unknown", { detail: "no such provider" });
      return found;
    },
    disabledReason(provider) {
      const { id } = provider.settings;
      if (nowSeconds() - (checkedAtSeconds.get(id) ?? 0) >= recheckSeconds) {
        void recheck(provider);
      }
      return reasons.get(id);
    },
    async lookAtAll() {
      await Promise.all(providers.map(look));
    },
    async close() {
      closed = true;
      await Promise.all(fetches.map((fetch) => fetch.close()));
    },
  };
}

async function makeProvider(
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
