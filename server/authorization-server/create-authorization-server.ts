import type { SignInAccounts } from "#server/accounts/account-service.ts";
import type { PersonReader } from "#server/accounts/person/person-reader.ts";
import type { AuditLog } from "#server/audit/audit-event.ts";
import { createClientLookup } from "#server/authorization-server/clients/client-lookup.ts";
import { registers } from "#server/authorization-server/clients/client-registration.ts";
import { createOpenRegistration } from "#server/authorization-server/clients/open-registration.ts";
import { createResourcePolicy } from "#server/authorization-server/clients/resource-policy.ts";
import { createSelfDescribedClients } from "#server/authorization-server/clients/self-described-clients.ts";
import { warnOfExemptions } from "#server/authorization-server/clients/warn-of-exemptions.ts";
import { createConsentService } from "#server/authorization-server/consent/create-consent-service.ts";
import { createDeviceService } from "#server/authorization-server/device/create-device-service.ts";
import { endAccessOfProvider } from "#server/authorization-server/grants/end-access-of-provider.ts";
import { createGrantUsage } from "#server/authorization-server/grants/grant-usage.ts";
import { createLogoutService, type SignedOut } from "#server/authorization-server/logout/create-logout-service.ts";
import { createEndSession } from "#server/authorization-server/logout/end-session.ts";
import { followEndedSessions } from "#server/authorization-server/logout/follow-ended-sessions.ts";
import { createFrontchannelLogout } from "#server/authorization-server/logout/frontchannel-logout.ts";
import { createRecordHandles } from "#server/authorization-server/records/record-handles.ts";
import { createSealedDeviceCodes } from "#server/authorization-server/records/sealed-device-codes.ts";
import { createAuthorizationErrors } from "#server/authorization-server/requests/authorization-error.ts";
import { createClientCertificates } from "#server/authorization-server/requests/client-certificates.ts";
import { followSigningKeys } from "#server/authorization-server/signing-keys/follow-signing-keys.ts";
import { createSigningKeyControl } from "#server/authorization-server/signing-keys/signing-key-control.ts";
import { longestTokenSeconds } from "#server/authorization-server/signing-keys/signing-key-policy.ts";
import { createSigningKeyStore } from "#server/authorization-server/signing-keys/signing-key-store.ts";
import { createSigningKeys } from "#server/authorization-server/signing-keys/signing-keys.ts";
import { createWantedAlgorithms } from "#server/authorization-server/signing-keys/wanted-algorithms.ts";
import { createJwtAccessTokens } from "#server/authorization-server/status-lists/accept-jwt-access-tokens.ts";
import { createStatusLists } from "#server/authorization-server/status-lists/create-status-lists.ts";
import { createTokenStates } from "#server/authorization-server/tokens/create-token-states.ts";
import { noteUsedTokens } from "#server/authorization-server/tokens/note-used-tokens.ts";
import { createOwnApiTokens } from "#server/authorization-server/tokens/own-api-tokens.ts";
import { createOwnTokens } from "#server/authorization-server/tokens/own-tokens.ts";
import { rememberIntrospections } from "#server/authorization-server/tokens/remembered-introspections.ts";
import type { Catalog } from "#server/catalog/catalog.ts";
import { derivedFrom } from "#server/catalog/derived-from.ts";
import type { Settings } from "#server/config/settings.ts";
import type { KeyRing } from "#server/crypto/key-ring.ts";
import type { TokenCipher } from "#server/crypto/token-cipher.ts";
import type { Database } from "#server/database/database.ts";
import { createCutClaimWarning } from "#server/http/log/cut-claim-warning.ts";
import type { Logger } from "#server/http/log/logger.ts";
import type { FormTokens } from "#server/http/signed/form-token.ts";
import type { Receipts } from "#server/http/signed/receipts.ts";
import type { SignedNotes } from "#server/http/signed/signed-note.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { SessionVault } from "#server/sessions/session-vault.ts";
import type { AuthorizationServer } from "./authorization-server.ts";
import { createAuthorizationDryRun } from "./create-dry-run.ts";
import { createProvider } from "./create-provider.ts";
import { createProtocolStores } from "./protocol-stores.ts";
import { createRequestHandler } from "./request-handler.ts";

export interface AuthorizationServerDeps {
  settings: Settings;
  catalog: Pick<Catalog, "clients" | "scopes" | "resources" | "refresh">;
  database: Database;
  keys: KeyRing;
  cipher: TokenCipher;
  vault: Pick<SessionVault, "authenticate" | "isLive" | "onEnded" | "end" | "clearCookieHeader">;
  accounts: Pick<SignInAccounts, "findPerson">;
  people: PersonReader;
  audit: AuditLog;
  log: Logger;
  notes: SignedNotes;
  formTokens: FormTokens;
  receipts: Pick<Receipts, "setCookieHeader">;
  /** Ends the session with what else signing out means (revoking provider tokens); resolves with the receipt's content. */
  signOut?: (session: LiveSession) => Promise<SignedOut>;
}

/**
 * Portico's OAuth 2.0 / OpenID Connect server, on oidc-provider.
 *
 * The issuer is the public URL itself; endpoints are under /oauth2. It has no session of its own; it uses the vault's.
 */
export async function createAuthorizationServer(deps: AuthorizationServerDeps): Promise<AuthorizationServer> {
  const { settings, catalog, database, keys, cipher, vault, accounts, notes, formTokens, audit, log } = deps;
  const stores = createProtocolStores(database);
  const usage = createGrantUsage(stores.grants, log);
  const selfDescribed = createSelfDescribedClients({ settings, database, audit, log });
  const clients = createClientLookup(catalog, selfDescribed, settings.claims.scopes);
  const openRegistration = settings.openRegistration ? createOpenRegistration() : undefined;
  const certificates = createClientCertificates(settings);
  const resources = createResourcePolicy(catalog, clients);
  const keyStore = createSigningKeyStore(database);
  const signingKeys = await createSigningKeys({
    store: keyStore,
    wanted: createWantedAlgorithms(catalog.clients, selfDescribed.usingEdDsa),
    longestTokenSeconds: derivedFrom(catalog.resources, longestTokenSeconds),
    cipher,
    audit,
    log,
  });
  const followed = followSigningKeys({ keys: signingKeys, catalog, notify: database.notify, log });
  const errors = createAuthorizationErrors(notes);
  const tokenStates = createTokenStates({ settings, database, records: stores.records, accounts, people: deps.people });
  const statusLists = createStatusLists({ settings, catalog, database, keys, signingKeys });
  const handles = createRecordHandles(keys);
  const deviceCodes = createSealedDeviceCodes(keys, cipher);

  const rooms = {
    settings,
    catalog,
    clients,
    selfDescribed,
    resources,
    signingKeys,
    statusLists,
    notes,
    vault,
    audit,
    log,
  };
  const parts = {
    ...rooms,
    stores,
    tokenStates,
    keys,
    openRegistration,
    certificates,
    errors,
    usage,
    handles,
    deviceCodes,
  };
  const { provider, crossOrigin, answers, recordJwt } = createProvider(parts);
  const introspections = rememberIntrospections(provider, {
    states: tokenStates.states,
    tokens: tokenStates.tokens,
    notify: database.notify,
    catalog,
    onIntrospected: (grantId) => usage.touch(grantId, "api"),
  });
  const used = noteUsedTokens(provider, stores.rotations, log);

  warnOfExemptions(catalog.clients, log);
  const ended = followEndedSessions({ ...rooms, database, records: stores.sessions });
  const frontchannel = createFrontchannelLogout(settings, clients, stores.sessions, notes);
  const logout = createLogoutService({
    ...rooms,
    provider,
    formTokens,
    receipts: deps.receipts,
    signOut:
      deps.signOut ??
      (async (session) => {
        const signedOutPage = await frontchannel.pageFor(session);
        await vault.end(session, "signed_out");
        return { signedOutPage };
      }),
  });
  const pages = { ...rooms, provider, grants: stores.grants, formTokens };

  return {
    ...createRequestHandler({
      provider,
      publicUrl: new URL(settings.publicUrl),
      registers: registers(settings),
      introspections,
      certificates,
      statusLists: statusLists.endpoint,
      signingKeys,
      openRegistration,
      jwts: createJwtAccessTokens({ issuer: settings.publicUrl, signingKeys, handles }),
      endSession: createEndSession({ ...rooms, provider, errors, finish: logout.finish }),
      crossOrigin,
    }),
    consent: createConsentService({ ...pages, answers }),
    dryRun: createAuthorizationDryRun({ ...parts, accounts, formTokens }),
    device: createDeviceService({ ...pages, attempts: stores.attempts, records: stores.records, deviceCodes }),
    logout: logout.service,
    frontchannel,
    errorDetail: errors.detailOf,
    ownTokens: createOwnTokens({
      ...{ provider, settings, catalog, keys: signingKeys, recordJwt },
      onClaimsCut: createCutClaimWarning(log),
    }),
    signingKeys,
    signingKeyControl: createSigningKeyControl({
      store: keyStore,
      keys: signingKeys,
      database,
      audit,
      longestTokenSeconds: derivedFrom(catalog.resources, longestTokenSeconds),
    }),
    ownApiTokens: createOwnApiTokens({
      provider,
      certificates,
      accountIsLive: async (userId, clientId) => (await tokenStates.findPerson(userId, clientId)) !== undefined,
      onUsed: (grantId) => usage.touch(grantId, "api"),
    }),
    endWithAccount: stores.grants.endWithAccount,
    settleEndingsOf: ended.settleAllOf,
    endClient: stores.grants.endClient,
    narrowClient: stores.grants.narrowClient,
    endAppOf: stores.grants.endAppOf,
    endAccessOfProvider: (removed) => endAccessOfProvider(database, audit, removed),
    async close() {
      introspections.close();
      tokenStates.close();
      statusLists.close();
      await selfDescribed.close();
      await ended.stop();
      await followed.stop();
      await Promise.all([usage.flush(), used.settled()]);
    },
  };
}
