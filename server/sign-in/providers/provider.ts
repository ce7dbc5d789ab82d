import type { JWTVerifyGetKey } from "jose";
import type { ClientAuth } from "oauth4webapi";
import type { ProviderSettings } from "#server/config/settings.ts";
import type { GuardedFetch } from "#server/http/outgoing/guarded-fetch.ts";
import type { Dialect } from "#server/sign-in/providers/dialects/dialect.ts";
import type { ProviderDefinition } from "./provider-definition.ts";
import type { ProviderMetadata } from "./provider-metadata.ts";

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
