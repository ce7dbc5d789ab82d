import type Provider from "oidc-provider";
import type { AuditLog } from "#server/audit/audit-event.ts";
import type { ClientLookup } from "#server/authorization-server/clients/client-lookup.ts";
import { auditRegistrations } from "#server/authorization-server/clients/client-registration.ts";
import type { ClientDocuments } from "#server/authorization-server/clients/documents/client-documents.ts";
import { withholdKnownSecret } from "#server/authorization-server/clients/hashed-client-secret.ts";
import type { ResourcePolicy } from "#server/authorization-server/clients/resource-policy.ts";
import {
  keepAllowedClients,
  keepErrorsFromStrangers,
} from "#server/authorization-server/clients/self-described-clients.ts";
import { answerByFormPost } from "#server/authorization-server/consent/answer-by-form-post.ts";
import { type RepeatAnswersDeps, repeatAnswers } from "#server/authorization-server/consent/repeat-answers.ts";
import { requireResumable } from "#server/authorization-server/consent/require-resumable.ts";
import type { DeviceAttemptStore } from "#server/authorization-server/device/device-attempt-store.ts";
import { announcePollInterval, limitDevicePolling } from "#server/authorization-server/device/device-polling.ts";
import type { GrantUsage } from "#server/authorization-server/grants/grant-usage.ts";
import { deriveSessions } from "#server/authorization-server/library/derive-sessions.ts";
import { listUsualScopes } from "#server/authorization-server/library/list-usual-scopes.ts";
import {
  compareHashedSecrets,
  detectReplaysAtomically,
  includeSessionId,
  putClaimsIntoIdTokens,
  replaceSigningKeys,
  spellResources,
  wrapGrant,
} from "#server/authorization-server/library/oidc-provider-internals.ts";
import { prefixOpaqueTokens } from "#server/authorization-server/library/prefix-opaque-tokens.ts";
import { addReleasedClaims } from "#server/authorization-server/library/released-claims.ts";
import { stripSessionCookies } from "#server/authorization-server/library/strip-session-cookies.ts";
import { hashRecordId, type OidcRecordStore } from "#server/authorization-server/records/oidc-record-store.ts";
import type { CrossOriginRules } from "#server/authorization-server/requests/cross-origin.ts";
import { noteProtocolRefusals } from "#server/authorization-server/requests/note-protocol-refusals.ts";
import { answerUnknownPaths } from "#server/authorization-server/requests/unknown-paths.ts";
import type { SigningKeys } from "#server/authorization-server/signing-keys/signing-keys.ts";
import { answerRevocationAsJson } from "#server/authorization-server/tokens/answer-revocation-as-json.ts";
import { createKeptAnswers } from "#server/authorization-server/tokens/kept-answers.ts";
import { auditProtocol } from "#server/authorization-server/tokens/protocol-audit.ts";
import { withRefreshGrace } from "#server/authorization-server/tokens/refresh-grace.ts";
import type { RequestTokenState } from "#server/authorization-server/tokens/request-token-state.ts";
import type { RotationStore } from "#server/authorization-server/tokens/rotation-store.ts";
import { registerTokenExchange } from "#server/authorization-server/tokens/token-exchange.ts";
import type { Logger } from "#server/http/log/logger.ts";
import type { SessionVault } from "#server/sessions/session-vault.ts";

export interface AdaptedProviderDeps {
  clients: ClientLookup;
  selfDescribed: Pick<ClientDocuments, "keep" | "isFromStranger">;
  crossOrigin: CrossOriginRules;
  records: OidcRecordStore;
  rotations: RotationStore;
  attempts: DeviceAttemptStore;
  resources: ResourcePolicy;
  states: RequestTokenState;
  usage: GrantUsage;
  answers: RepeatAnswersDeps["answers"];
  overtaken: RepeatAnswersDeps["overtaken"];
  signingKeys: Pick<SigningKeys, "current" | "onChanged">;
  vault: Pick<SessionVault, "authenticate" | "isLive">;
  accountIsLive(userId: string, clientId?: string): Promise<boolean>;
  /** Whether apps may register themselves. */
  registers: boolean;
  audit: AuditLog;
  log: Logger;
}

/** Everything that Portico does otherwise than oidc-provider and that its configuration has no word for. */
export function adaptProvider(provider: Provider, deps: AdaptedProviderDeps): void {
  const { clients, records, resources, states, vault, accountIsLive, audit, log } = deps;
  provider.proxy = true;
  prefixOpaqueTokens(provider);
  compareHashedSecrets(provider, clients.secretMatches);
  includeSessionId(provider, (clientId) => clients.find(clientId)?.frontchannelLogoutUri !== undefined);
  addReleasedClaims(provider);
  putClaimsIntoIdTokens(provider, (clientId) => clients.find(clientId)?.claimsInIdToken === true);
  deriveSessions(provider, {
    authenticate: vault.authenticate,
    isLive: async (sessionId) => states.sessionIsLive(sessionId) ?? vault.isLive(sessionId),
    requireResumable: (ctx, live) => requireResumable(provider, ctx, live),
  });
  detectReplaysAtomically(provider, (id, expiresAtSeconds) => insertReplayGuard(records, id, expiresAtSeconds));
  const answers = createKeptAnswers(records, deps.rotations, log);
  wrapGrant(provider, "refresh_token", withRefreshGrace({ provider, answers, states, accountIsLive }));
  wrapGrant(provider, "urn:ietf:params:oauth:grant-type:device_code", limitDevicePolling(deps.attempts));
  announcePollInterval(provider);
  registerTokenExchange(provider, { clients, resources, states, accountIsLive });
  spellResources(provider, resources.spell);
  answerByFormPost(provider);
  repeatAnswers(provider, { ...deps, records, vault });
  stripSessionCookies(provider);
  withholdKnownSecret(provider);
  listUsualScopes(provider);
  answerRevocationAsJson(provider);
  deps.crossOrigin.followAnswers(provider);
  answerUnknownPaths(provider, { registers: deps.registers, onRefused: deps.crossOrigin.letOriginReadRefusal });
  noteProtocolRefusals(provider, clients.find);
  auditProtocol(provider, audit, log);
  auditRegistrations(provider, audit);
  keepErrorsFromStrangers(provider, deps.selfDescribed);
  keepAllowedClients(provider, deps.selfDescribed, log);
  provider.on("grant.success", (ctx) => {
    const grantId = ctx.oidc.entities.AccessToken?.grantId;
    if (grantId) deps.usage.touch(grantId, "token");
  });
  const applyKeys = (loaded: ReturnType<SigningKeys["current"]>) => replaceSigningKeys(provider, loaded);
  applyKeys(deps.signingKeys.current());
  deps.signingKeys.onChanged(applyKeys);
}

function insertReplayGuard(records: OidcRecordStore, id: string, expiresAtSeconds: number): Promise<boolean> {
  return records.insertUnique({
    model: "ReplayDetection",
    idHash: hashRecordId(id),
    payload: { kind: "ReplayDetection" },
    grantId: undefined,
    familyId: undefined,
    expiresAt: new Date(expiresAtSeconds * 1000),
  });
}
