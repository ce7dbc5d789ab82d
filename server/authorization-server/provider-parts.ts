import type { Configuration } from "oidc-provider";
import type { ClientLookup } from "#server/authorization-server/clients/client-lookup.ts";
import type { ResourcePolicy } from "#server/authorization-server/clients/resource-policy.ts";
import type { GrantStore } from "#server/authorization-server/grants/grant-store.ts";
import type { AuthorizationErrors } from "#server/authorization-server/requests/authorization-error.ts";
import type { ClientCertificates } from "#server/authorization-server/requests/client-certificates.ts";
import type { LoadedKeys } from "#server/authorization-server/signing-keys/signing-keys.ts";
import type { RecordJwtAccessToken } from "#server/authorization-server/status-lists/record-jwt-access-token.ts";
import type { Catalog } from "#server/catalog/catalog.ts";
import type { Settings } from "#server/config/settings.ts";
import type { KeyRing } from "#server/crypto/key-ring.ts";
import type { GuardedFetch } from "#server/http/outgoing/guarded-fetch.ts";
import type { SignedNotes } from "#server/http/signed/signed-note.ts";
import type { SessionVault } from "#server/sessions/session-vault.ts";
import type { ClaimRelease } from "./claim-release.ts";

/** Of remembered consent, what an authorization request reads and writes. */
export type ProviderGrants = Pick<GrantStore, "findLive" | "apply">;

export interface ProviderParts {
  settings: Pick<
    Settings,
    | "publicUrl"
    | "secure"
    | "session"
    | "initialAccessTokenHashes"
    | "openRegistration"
    | "clientIdMetadataDocuments"
    | "acrValues"
    | "claims"
  >;
  keys: KeyRing;
  signingKeys: LoadedKeys;
  clients: ClientLookup;
  catalog: Pick<Catalog, "clients">;
  vault: Pick<SessionVault, "authenticate">;
  grants: ProviderGrants;
  resources: ResourcePolicy;
  adapter: NonNullable<Configuration["adapter"]>;
  findAccount: NonNullable<Configuration["findAccount"]>;
  loadExistingGrant: NonNullable<Configuration["loadExistingGrant"]>;
  accountIsLive(userId: string, clientId?: string): Promise<boolean>;
  errors: Pick<AuthorizationErrors, "render">;
  notes: SignedNotes;
  certificates: ClientCertificates | undefined;
  /** For addresses that are not in the catalog. */
  fetchOfStrangers: GuardedFetch;
  onIntrospected(grantId: string): void;
  recordJwt: RecordJwtAccessToken;
  release: Pick<ClaimRelease, "inToken">;
  statusListAggregation: string;
}
