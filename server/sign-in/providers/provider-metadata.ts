import type { AuthorizationServer } from "oauth4webapi";
import { AppError } from "#server/errors/app-error.ts";
import { type GuardedFetch, isAllowedScheme } from "#server/http/outgoing/guarded-fetch.ts";
import { ProviderFailure } from "#server/sign-in/providers/failures/provider-failure.ts";

export type ProviderMetadata = AuthorizationServer & { authorization_endpoint: string; token_endpoint: string };

/** The issuer of the settings, and what its discovery must name: the same, or a template for many tenants. */
export interface ConfiguredIssuer {
  configured: string;
  discovered: string;
}

const freshSeconds = 3600;

/**
 * A provider's discovery document, cached.
 *
 * Errors: provider_unreachable; provider_misconfigured when there is no document at this address; provider_disabled when it
 *         names another issuer or lacks an endpoint.
 * Races:  callers at the same time share one request.
 * Spec:   OpenID Connect Discovery 1.0 §4; RFC 8414 §3.3.
 */
export function createDiscovery(
  issuer: ConfiguredIssuer,
  fetch: GuardedFetch,
  nowSeconds: () => number,
): () => Promise<ProviderMetadata> {
  let known: { metadata: ProviderMetadata; until: number } | undefined;
  let running: Promise<ProviderMetadata> | undefined;
  return () => {
    if (known && nowSeconds() < known.until) return Promise.resolve(known.metadata);
    running ??= discover(issuer, fetch)
      .then((metadata) => {
        known = { metadata, until: nowSeconds() + freshSeconds };
        return metadata;
      })
      .finally(() => {
        running = undefined;
      });
    return running;
  };
}

function discoveryUrl(issuer: string): string {
  return `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
}

async function discover(issuer: ConfiguredIssuer, fetch: GuardedFetch): Promise<ProviderMetadata> {
  const url = discoveryUrl(issuer.configured);
  const response = await fetch(url, { headers: { accept: "application/json" } });
  if (response.status !== 200) {
    const detail = `${url} answered ${response.status}`;
    if (mayPass(response.status)) throw new AppError("provider_unreachable", { detail });
    throw new ProviderFailure("provider_misconfigured", "issuer", { detail });
  }
  const document = await response.json().catch((cause: unknown) => {
    throw new ProviderFailure("provider_unreachable", "issuer", { detail: `${url} is no JSON`, cause });
  });
  return requireSoundMetadata(issuer.discovered, document);
}

/** Its own trouble, a time-out or too many requests; every other answer says that there is nothing to be had here. */
function mayPass(status: number): boolean {
  return status >= 500 || status === 408 || status === 429;
}

function requireSoundMetadata(expected: string, document: unknown): ProviderMetadata {
  const metadata = (typeof document === "object" && document !== null ? document : {}) as Partial<ProviderMetadata>;
  if (metadata.issuer !== expected) {
    throw new ProviderFailure("provider_disabled", "issuer", {
      detail: `its discovery names the issuer ${JSON.stringify(metadata.issuer)}, configured is ${expected}`,
    });
  }
  for (const endpoint of ["authorization_endpoint", "token_endpoint", "jwks_uri"] as const) {
    const value = metadata[endpoint];
    if (typeof value !== "string" || !URL.canParse(value)) {
      throw new AppError("provider_disabled", { detail: `its discovery has no ${endpoint}` });
    }
    // The browser goes to the first, we to the others; addresses are checked again when we connect.
    if (!isAllowedScheme(new URL(value))) {
      throw new AppError("provider_disabled", { detail: `its ${endpoint} is not https` });
    }
  }
  return metadata as ProviderMetadata;
}
