import Provider from "oidc-provider";
import type { AuditLog } from "#server/audit/audit-event.ts";
import type { ClientLookup } from "#server/authorization-server/clients/client-lookup.ts";
import { findInitialAccessToken, registers } from "#server/authorization-server/clients/client-registration.ts";
import { createLimitToRegistration } from "#server/authorization-server/clients/limit-to-registration.ts";
import type { OpenRegistration } from "#server/authorization-server/clients/open-registration.ts";
import type { ResourcePolicy } from "#server/authorization-server/clients/resource-policy.ts";
import type { SelfDescribedClients } from "#server/authorization-server/clients/self-described-clients.ts";
import { createInteractionAnswers } from "#server/authorization-server/consent/interaction-answers.ts";
import { createExistingGrantLoader } from "#server/authorization-server/grants/existing-grant.ts";
import type { GrantUsage } from "#server/authorization-server/grants/grant-usage.ts";
import { createOidcAdapter } from "#server/authorization-server/records/oidc-adapter.ts";
import type { RecordHandles } from "#server/authorization-server/records/record-handles.ts";
import type { SealedDeviceCodes } from "#server/authorization-server/records/sealed-device-codes.ts";
import type { AuthorizationErrors } from "#server/authorization-server/requests/authorization-error.ts";
import type { ClientCertificates } from "#server/authorization-server/requests/client-certificates.ts";
import { createCrossOriginRules } from "#server/authorization-server/requests/cross-origin.ts";
import type { SigningKeys } from "#server/authorization-server/signing-keys/signing-keys.ts";
import type { StatusLists } from "#server/authorization-server/status-lists/create-status-lists.ts";
import { createJwtAccessTokenRecorder } from "#server/authorization-server/status-lists/record-jwt-access-token.ts";
import type { TokenStates } from "#server/authorization-server/tokens/create-token-states.ts";
import { isExchange } from "#server/authorization-server/tokens/token-exchange.ts";
import type { Catalog } from "#server/catalog/catalog.ts";
import type { Settings } from "#server/config/settings.ts";
import type { KeyRing } from "#server/crypto/key-ring.ts";
import type { Logger } from "#server/http/log/logger.ts";
import type { SignedNotes } from "#server/http/signed/signed-note.ts";
import type { SessionVault } from "#server/sessions/session-vault.ts";
import { createAccountLookup } from "./account-lookup.ts";
import { adaptProvider } from "./adapt-provider.ts";
import { createClaimRelease } from "./claim-release.ts";
import type { ProtocolStores } from "./protocol-stores.ts";
import { providerConfiguration } from "./provider-configuration.ts";
import type { ProviderGrants, ProviderParts } from "./provider-parts.ts";

export interface ProviderDeps {
  settings: ProviderParts["settings"] & Pick<Settings, "publicUrl">;
  catalog: Pick<Catalog, "clients">;
  keys: KeyRing;
  stores: Pick<ProtocolStores, "records" | "rotations" | "attempts" | "interactions"> & { grants: ProviderGrants };
  tokenStates: Pick<TokenStates, "states" | "findPerson">;
  clients: ClientLookup;
  selfDescribed: Pick<
    SelfDescribedClients,
    "load" | "save" | "remove" | "keep" | "isFromStranger" | "fetchKeys" | "wasAllowed"
  >;
  openRegistration: OpenRegistration | undefined;
  resources: ResourcePolicy;
  signingKeys: Pick<SigningKeys, "current" | "onChanged">;
  statusLists: Pick<StatusLists, "places" | "uriOf" | "aggregationUri">;
  handles: RecordHandles;
  deviceCodes: SealedDeviceCodes;
  certificates: ClientCertificates | undefined;
  errors: AuthorizationErrors;
  notes: SignedNotes;
  usage: GrantUsage;
  vault: Pick<SessionVault, "authenticate" | "isLive">;
  audit: AuditLog;
  log: Logger;
}

/** oidc-provider with Portico's storage, configuration and changes. */
export function createProvider(deps: ProviderDeps) {
  const {
    settings,
    stores,
    tokenStates,
    clients,
    selfDescribed,
    resources,
    signingKeys,
    statusLists,
    usage,
    audit,
    log,
  } = deps;
  const { states, findPerson } = tokenStates;
  const accountIsLive = async (userId: string, clientId?: string) => (await findPerson(userId, clientId)) !== undefined;
  /** Requests whose answer another request goes on with. */
  const overtaken = new WeakSet<object>();
  const release = createClaimRelease({ settings, clients, findPerson, log });
  const adapter = createOidcAdapter({
    ...deps,
    findListed: clients.listedMetadata,
    limit: createLimitToRegistration(clients, resources),
    registered: selfDescribed,
    findInitialAccessToken: (id) =>
      deps.openRegistration?.findToken(id) ?? findInitialAccessToken(settings.initialAccessTokenHashes, id),
    store: stores.records,
    states,
    interactions: stores.interactions,
    origin: () => (isExchange(Provider.ctx) ? states.current() : undefined),
    overtaken,
  });
  const recordJwt = createJwtAccessTokenRecorder(adapter, statusLists);
  const provider = new Provider(
    settings.publicUrl,
    providerConfiguration({
      ...deps,
      signingKeys: signingKeys.current(),
      adapter,
      release,
      findAccount: createAccountLookup({ findPerson }, release, (grantId) => usage.touch(grantId, "profile")),
      loadExistingGrant: createExistingGrantLoader({ ...stores, catalog: deps.catalog }),
      grants: stores.grants,
      accountIsLive,
      fetchOfStrangers: selfDescribed.fetchKeys,
      onIntrospected: (grantId) => usage.touch(grantId, "api"),
      recordJwt,
      statusListAggregation: statusLists.aggregationUri,
    }),
  );
  const crossOrigin = createCrossOriginRules(clients);
  const answers = createInteractionAnswers({ provider, store: stores.interactions });
  adaptProvider(provider, {
    ...stores,
    answers,
    overtaken,
    clients,
    selfDescribed,
    crossOrigin,
    resources,
    states,
    usage,
    signingKeys,
    vault: deps.vault,
    accountIsLive,
    registers: registers(settings),
    audit,
    log,
  });
  return { provider, crossOrigin, answers, recordJwt };
}
