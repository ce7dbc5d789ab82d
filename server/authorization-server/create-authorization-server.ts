import type { IncomingMessage, ServerResponse } from "node:http";
import Provider from "oidc-provider";
import type { EndWithAccount } from "#server/accounts/account-control.ts";
import type { SignInAccounts } from "#server/accounts/account-service.ts";
import type { AuditLog } from "#server/audit/audit-event.ts";
import { createClientCatalog } from "#server/authorization-server/clients/client-catalog.ts";
import { findInitialAccessToken, registers } from "#server/authorization-server/clients/client-registration.ts";
import { hashSentSecret } from "#server/authorization-server/clients/hashed-client-secret.ts";
import { createOpenRegistration } from "#server/authorization-server/clients/open-registration.ts";
import { createResourcePolicy } from "#server/authorization-server/clients/resource-policy.ts";
import { createUnlistedClients } from "#server/authorization-server/clients/unlisted-clients.ts";
import { warnOfExemptions } from "#server/authorization-server/clients/warn-of-exemptions.ts";
import type { ConsentService } from "#server/authorization-server/consent/consent-service.ts";
import { createConsentService } from "#server/authorization-server/consent/create-consent-service.ts";
import { createInteractionAnswerStore } from "#server/authorization-server/consent/interaction-answer-store.ts";
import { createInteractionAnswers } from "#server/authorization-server/consent/interaction-answers.ts";
import { createDeviceService } from "#server/authorization-server/device/create-device-service.ts";
import { createDeviceAttemptStore } from "#server/authorization-server/device/device-attempt-store.ts";
import type { DeviceService } from "#server/authorization-server/device/device-service.ts";
import { createExistingGrantLoader } from "#server/authorization-server/grants/existing-grant.ts";
import { createGrantStore } from "#server/authorization-server/grants/grant-store.ts";
import { createGrantUsage } from "#server/authorization-server/grants/grant-usage.ts";
import { createLogoutService, type SignedOut } from "#server/authorization-server/logout/create-logout-service.ts";
import { createEndSession } from "#server/authorization-server/logout/end-session.ts";
import { followEndedSessions } from "#server/authorization-server/logout/follow-ended-sessions.ts";
import {
  createFrontchannelLogout,
  type FrontchannelLogout,
} from "#server/authorization-server/logout/frontchannel-logout.ts";
import type { LogoutService } from "#server/authorization-server/logout/logout-service.ts";
import { createOidcAdapter } from "#server/authorization-server/records/oidc-adapter.ts";
import { createOidcRecordStore } from "#server/authorization-server/records/oidc-record-store.ts";
import { createRecordHandles } from "#server/authorization-server/records/record-handles.ts";
import { createSealedDeviceCodes } from "#server/authorization-server/records/sealed-device-codes.ts";
import {
  type AuthorizationErrors,
  createAuthorizationErrors,
} from "#server/authorization-server/requests/authorization-error.ts";
import { canonicalizeRequest } from "#server/authorization-server/requests/canonical-request.ts";
import { createClientCertificates } from "#server/authorization-server/requests/client-certificates.ts";
import { createCrossOriginRules } from "#server/authorization-server/requests/cross-origin.ts";
import { readEmptyBasicSecret } from "#server/authorization-server/requests/empty-basic-secret.ts";
import { preferJson } from "#server/authorization-server/requests/program-endpoints.ts";
import { answerUnavailable, StoreUnavailable } from "#server/authorization-server/requests/store-unavailable.ts";
import { isProtocolPath, isRegistration } from "#server/authorization-server/requests/unknown-paths.ts";
import {
  longestTokenSeconds,
  offeredAlgorithms,
} from "#server/authorization-server/signing-keys/signing-key-policy.ts";
import { createSigningKeyStore } from "#server/authorization-server/signing-keys/signing-key-store.ts";
import { createSigningKeys, type SigningKeys } from "#server/authorization-server/signing-keys/signing-keys.ts";
import { createJwtAccessTokens } from "#server/authorization-server/status-lists/accept-jwt-access-tokens.ts";
import { createStatusLists } from "#server/authorization-server/status-lists/create-status-lists.ts";
import { createJwtAccessTokenRecorder } from "#server/authorization-server/status-lists/record-jwt-access-token.ts";
import { createTokenStates } from "#server/authorization-server/tokens/create-token-states.ts";
import { noteUsedTokens } from "#server/authorization-server/tokens/note-used-tokens.ts";
import { createOwnTokens } from "#server/authorization-server/tokens/own-tokens.ts";
import { rememberIntrospections } from "#server/authorization-server/tokens/remembered-introspections.ts";
import type { Catalog } from "#server/catalog/catalog.ts";
import { derivedFrom } from "#server/catalog/derived-from.ts";
import type { Settings } from "#server/config/settings.ts";
import type { KeyRing } from "#server/crypto/key-ring.ts";
import type { TokenCipher } from "#server/crypto/token-cipher.ts";
import type { Database } from "#server/database/database.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { Logger } from "#server/http/logger.ts";
import { sendProblem } from "#server/http/problem.ts";
import { createFormTokens } from "#server/http/signed/form-token.ts";
import { createReceipts } from "#server/http/signed/receipts.ts";
import { createSignedNotes } from "#server/http/signed/signed-note.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { SessionVault } from "#server/sessions/session-vault.ts";
import type { OwnTokenSource } from "#server/sessions/token-source.ts";
import { createAccountLookup } from "./account-lookup.ts";
import { adaptProvider } from "./adapt-provider.ts";
import { providerConfiguration } from "./provider-configuration.ts";

export interface AuthorizationServerDeps {
  settings: Settings;
  catalog: Pick<Catalog, "clients" | "scopes" | "resources" | "refresh">;
  database: Database;
  keys: KeyRing;
  cipher: TokenCipher;
  vault: Pick<SessionVault, "authenticate" | "isLive" | "onEnded" | "end" | "clearCookieHeader">;
  accounts: Pick<SignInAccounts, "findClaims">;
  audit: AuditLog;
  log: Logger;
  /** What signing out means beyond ending the session (revoking provider tokens); answers with what a receipt tells. */
  signOut?: (session: LiveSession) => Promise<SignedOut>;
}

export interface AuthorizationServer {
  /** Answers `/oauth2/*` and both discovery documents. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** For a refusal that comes before `handle`, or when it throws: lets programs read it, code in a browser too. */
  onRefused(request: IncomingMessage, response: ServerResponse): void;
  consent: ConsentService;
  device: DeviceService;
  logout: LogoutService;
  frontchannel: FrontchannelLogout;
  /** What an error page may tell to developers. */
  errorDetail: AuthorizationErrors["detailOf"];
  ownTokens: OwnTokenSource;
  signingKeys: SigningKeys;
  /** Ends all that apps have of a person, in the transaction that disables the account. */
  endWithAccount: EndWithAccount;
  close(): Promise<void>;
}

/**
 * Portico's OAuth 2.0 / OpenID Connect server, on oidc-provider.
 *
 * The issuer is the public URL itself; endpoints are under /oauth2. It has no session of its own: who is signed in is
 * what the vault says.
 */
export async function createAuthorizationServer(deps: AuthorizationServerDeps): Promise<AuthorizationServer> {
  const { settings, catalog, database, vault, accounts, audit, log } = deps;
  const records = createOidcRecordStore(database);
  const grants = createGrantStore(database);
  const attempts = createDeviceAttemptStore(database);
  const usage = createGrantUsage(grants, log);
  const unlisted = createUnlistedClients({ settings, database, audit, log });
  const clients = createClientCatalog(catalog, unlisted);
  const openRegistration = settings.openRegistration ? createOpenRegistration() : undefined;
  const certificates = createClientCertificates(settings);
  const resources = createResourcePolicy(catalog, clients);
  const signingKeys = await createSigningKeys({
    store: createSigningKeyStore(database),
    algorithms: offeredAlgorithms([...catalog.clients.list(), ...(await unlisted.usingEdDsa())]),
    longestTokenSeconds: derivedFrom(catalog.resources, longestTokenSeconds),
    cipher: deps.cipher,
    audit,
    log,
  });

  const notes = createSignedNotes(deps.keys);
  const errors = createAuthorizationErrors(notes);
  const live = createTokenStates({ settings, database, records, accounts });
  const { states, findClaims } = live;
  const accountIsLive = async (userId: string) => (await findClaims(userId)) !== undefined;
  const statusLists = createStatusLists({ settings, catalog, database, keys: deps.keys, signingKeys });
  const handles = createRecordHandles(deps.keys);
  const deviceCodes = createSealedDeviceCodes(deps.keys, deps.cipher);
  const interactions = createInteractionAnswerStore(database);
  const overtaken = new WeakSet<object>();
  const adapter = createOidcAdapter({
    findListed: clients.listedMetadata,
    registered: unlisted,
    findInitialAccessToken: (id) =>
      openRegistration?.findToken(id) ?? findInitialAccessToken(settings.initialAccessTokenHashes, id),
    store: records,
    states,
    handles,
    deviceCodes,
    interactions,
    overtaken,
    audit,
    log,
  });
  const recordJwt = createJwtAccessTokenRecorder(adapter, statusLists);
  const jwts = createJwtAccessTokens({ issuer: settings.publicUrl, signingKeys, handles });
  const provider = new Provider(
    settings.publicUrl,
    providerConfiguration({
      settings,
      catalog,
      keys: deps.keys,
      signingKeys: signingKeys.current(),
      signingAlgorithms: signingKeys.algorithms,
      clients,
      resources,
      adapter,
      findAccount: createAccountLookup({ findClaims }, (grantId) => usage.touch(grantId, "profile")),
      loadExistingGrant: createExistingGrantLoader({ grants }),
      grants,
      accountIsLive,
      errors,
      notes,
      certificates,
      fetchOfStrangers: unlisted.fetchKeys,
      onIntrospected: (grantId) => usage.touch(grantId, "api"),
      recordJwt,
      statusListAggregation: statusLists.aggregationUri,
    }),
  );
  const crossOrigin = createCrossOriginRules(clients);
  const answers = createInteractionAnswers({ provider, store: interactions });
  adaptProvider(provider, {
    answers,
    overtaken,
    clients,
    unlisted,
    crossOrigin,
    records,
    attempts,
    resources,
    states,
    usage,
    signingKeys,
    vault,
    accountIsLive,
    registers: registers(settings),
    audit,
    log,
  });
  const introspections = rememberIntrospections(provider, {
    states,
    tokens: live.tokens,
    notify: database.notify,
    catalog,
    onIntrospected: (grantId) => usage.touch(grantId, "api"),
  });
  const used = noteUsedTokens(provider, records, log);

  warnOfExemptions(catalog.clients, log);
  const ended = followEndedSessions({
    settings,
    catalog,
    database,
    records,
    clients,
    signingKeys,
    statusLists,
    vault,
    audit,
    log,
  });
  const answer = provider.callback();
  const isPublicClient = async (clientId: string) =>
    (await provider.Client.find(clientId))?.clientAuthMethod === "none";
  const publicUrl = new URL(settings.publicUrl);
  const formTokens = createFormTokens(deps.keys);
  const frontchannel = createFrontchannelLogout(settings, clients, records, notes);
  const logout = createLogoutService({
    unlisted,
    provider,
    vault,
    formTokens,
    receipts: createReceipts(notes, settings.secure),
    signOut:
      deps.signOut ??
      (async (session) => {
        const signedOutPage = await frontchannel.pageFor(session);
        await vault.end(session, "signed_out");
        return { signedOutPage };
      }),
  });
  const endSessionRoute = createEndSession({ provider, unlisted, vault, errors, finish: logout.finish });
  const pages = { provider, settings, catalog, clients, unlisted, notes, resources, grants, formTokens, audit };

  return {
    async handle(request, response) {
      if (!canonicalizeRequest(request, publicUrl)) {
        sendProblem(response, new AppError("request_invalid", { detail: "request target is not a path" }));
        return;
      }
      preferJson(request);
      if (await introspections.answer(request, response)) return;
      certificates?.read(request);
      const [path = ""] = (request.url ?? "").split("?", 1);
      if (statusLists.endpoint.matches(path)) return statusLists.endpoint.handle(request, response);
      if (openRegistration?.admit(request, response, path)) return;
      try {
        if (request.method === "POST") await readEmptyBasicSecret(request, isPublicClient);
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        crossOrigin.letOriginReadRefusal(request, response);
        return answerUnavailable(response, error);
      }
      jwts.accept(request, path);
      if (request.method === "PUT" && isRegistration(path)) hashSentSecret(request);
      if (endSessionRoute.matches(path)) await endSessionRoute.handle(request, response);
      else if (isProtocolPath(path, registers(settings))) await answer(request, response);
      else sendProblem(response, new AppError("route_not_found"));
    },
    onRefused(request, response) {
      preferJson(request);
      crossOrigin.letOriginReadRefusal(request, response);
    },
    consent: createConsentService({ ...pages, answers }),
    device: createDeviceService({ ...pages, attempts, records, deviceCodes }),
    logout: logout.service,
    frontchannel,
    errorDetail: errors.detailOf,
    ownTokens: createOwnTokens({ provider, settings, catalog, keys: signingKeys, recordJwt }),
    signingKeys,
    endWithAccount: grants.endWithAccount,
    async close() {
      introspections.close();
      live.close();
      statusLists.close();
      await unlisted.close();
      await ended.stop();
      await Promise.all([usage.flush(), used.settled()]);
    },
  };
}
