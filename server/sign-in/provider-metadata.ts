import type { AuthorizationServer } from "oauth4webapi";
import { AppError } from "#server/errors/app-error.ts";
import { type GuardedFetch, requireAllowedUrl } from "./guarded-fetch.ts";

export type ProviderMetadata = AuthorizationServer & { authorization_endpoint: string; token_endpoint: string };

const freshSeconds = 3600;

/**
 * What discovery must say for a configured issuer: itself, exactly (OpenID Connect Discovery §4.3).
 * Entra's shared endpoints answer with a template that each tenant fills in.
 */
export function expectedIssuer(configured: string): string {
  return configured.replace(/\/(common|organizations)\/v2\.0$/, "/{tenantid}/v2.0");
}

/** The issuer of one tenant, from the template; `undefined` when the tenant is no plain id. */
export function tenantIssuer(template: string, tenantId: unknown): string | undefined {
  if (typeof tenantId !== "string" || !/^[0-9a-zA-Z-]{1,64}$/.test(tenantId)) return undefined;
  return template.replace("{tenantid}", tenantId);
}

/**
 * A provider's discovery document, cached.
 *
 * Errors: provider_unreachable; provider_disabled when the document names another issuer or lacks an endpoint.
 * Races:  callers at the same time share one request.
 * Spec:   OpenID Connect Discovery 1.0 §4; RFC 8414 §3.3.
 */
export function createDiscovery(
  issuer: string,
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

export function discoveryUrl(issuer: string): string {
  return `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
}

async function discover(issuer: string, fetch: GuardedFetch): Promise<ProviderMetadata> {
  const url = discoveryUrl(issuer);
  const response = await fetch(url, { headers: { accept: "application/json" } });
  if (response.status !== 200) {
    throw new AppError("provider_unreachable", { detail: `${url} answered ${response.status}` });
  }
  const document = await response.json().catch((cause: unknown) => {
    throw new AppError("provider_unreachable", { detail: `${url} is no JSON`, cause });
  });
  return requireSoundMetadata(issuer, document);
}

function requireSoundMetadata(issuer: string, document: unknown): ProviderMetadata {
  const metadata = (typeof document === "object" && document !== null ? document : {}) as Partial<ProviderMetadata>;
  const expected = expectedIssuer(issuer);
  if (metadata.issuer !== expected) {
    throw new AppError("provider_disabled", {
      detail: `its discovery names the issuer ${JSON.stringify(metadata.issuer)}, configured is ${expected}`,
    });
  }
  for (const endpoint of ["authorization_endpoint", "token_endpoint", "jwks_uri"] as const) {
    const value = metadata[endpoint];
    if (typeof value !== "string" || !URL.canParse(value)) {
      throw new AppError("provider_disabled", { detail: `its discovery has no ${endpoint}` });
    }
    // The browser goes to the first, we to the others; addresses are checked again when we connect.
    requireAllowedUrl(new URL(value), true);
  }
  return metadata as ProviderMetadata;
}
