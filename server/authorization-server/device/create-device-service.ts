import type Provider from "oidc-provider";
import type { AuditLog } from "#server/audit/audit-event.ts";
import type { ClientLookup } from "#server/authorization-server/clients/client-lookup.ts";
import { requireAllowedAt } from "#server/authorization-server/clients/require-allowed.ts";
import type { ResourcePolicy } from "#server/authorization-server/clients/resource-policy.ts";
import {
  type ConsentRequest,
  consentChange,
  requestedBy,
} from "#server/authorization-server/consent/consent-request.ts";
import { consentView } from "#server/authorization-server/consent/consent-view.ts";
import { answerMark } from "#server/authorization-server/consent/interaction-answers.ts";
import { allowedScopes, type ConsentChange } from "#server/authorization-server/grants/grant-payload.ts";
import type { GrantStore } from "#server/authorization-server/grants/grant-store.ts";
import { consentPlaces } from "#server/authorization-server/grants/redirect-places.ts";
import { sessionAcr } from "#server/authorization-server/library/session-acr.ts";
import { keepSessionRecord } from "#server/authorization-server/library/session-records.ts";
import type { OidcRecordStore } from "#server/authorization-server/records/oidc-record-store.ts";
import type { SealedDeviceCodes } from "#server/authorization-server/records/sealed-device-codes.ts";
import type { Catalog } from "#server/catalog/catalog.ts";
import { asksForOfflineAccess } from "#server/claims/standard-scopes.ts";
import { nowSeconds as currentSeconds } from "#server/clock.ts";
import type { ClientSettings, Settings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import { callerKey } from "#server/http/caller-key.ts";
import { currentRequestContext } from "#server/http/request-context.ts";
import type { FormTokens } from "#server/http/signed/form-token.ts";
import { guessKey } from "#server/rate-limits/limit-key.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { createDeviceAnswers } from "./device-answers.ts";
import type { DeviceAttemptStore } from "./device-attempt-store.ts";
import type { DeviceService } from "./device-service.ts";
import { createGuessLimit } from "./guess-limit.ts";
import { sameNetwork } from "./same-network.ts";

export interface DeviceServiceDeps {
  provider: Provider;
  settings: Pick<Settings, "session" | "claims">;
  catalog: Pick<Catalog, "scopes" | "resources">;
  clients: ClientLookup;
  resources: ResourcePolicy;
  grants: GrantStore;
  formTokens: FormTokens;
  audit: AuditLog;
  attempts: DeviceAttemptStore;
  records: Pick<OidcRecordStore, "claimDeviceCode" | "findByUserCode">;
  deviceCodes: Pick<SealedDeviceCodes, "namesOf">;
  nowSeconds?: () => number;
}

type StoredDeviceCode = InstanceType<Provider["DeviceCode"]> & {
  params: Record<string, unknown>;
  deviceInfo?: { ip?: string; ua?: string };
  error?: string;
  errorDescription?: string;
  accountId?: string;
};

interface Asked {
  userCode: string;
  code: StoredDeviceCode;
  client: ClientSettings;
  question: ConsentRequest;
}

/** Approving a device (RFC 8628 §3.3): the whole question every time, since a code may come from a stranger (§5.4). */
export function createDeviceService(deps: DeviceServiceDeps): DeviceService {
  const { provider, settings, catalog, clients, resources, grants, formTokens, audit } = deps;
  const nowSeconds = deps.nowSeconds ?? currentSeconds;
  const guesses = createGuessLimit(deps.attempts, nowSeconds);
  const purpose = (userCode: string) => `device/${userCode}`;

  const answers = createDeviceAnswers(deps.records, deps.deviceCodes);

  async function requireCode(session: LiveSession, typed: string, { answered }: { answered: boolean }): Promise<Asked> {
    const address = currentRequestContext()?.clientAddress;
    const keys = [guessKey("person", session.userId), ...(address ? [guessKey("address", callerKey(address))] : [])];
    await guesses.take(keys);
    const userCode = normalizeUserCode(typed);
    const code = userCode ? await findByUserCode(userCode) : undefined;
    const client = code ? await clients.load(String(code.clientId)) : undefined;
    // One answer for wrong, used and expired: nothing to learn from guessing.
    const isOver = code?.isExpired || (!answered && (code?.accountId || code?.error));
    if (!userCode || !code || !client || isOver) {
      throw new AppError("device_code_invalid");
    }
    await guesses.giveBack(keys);
    requireAllowedAt(client, session);
    return {
      userCode,
      code,
      client,
      question: requestedBy({ client_id: client.clientId, ...code.params }, resources, settings.claims.scopes),
    };
  }

  function findByUserCode(userCode: string): Promise<StoredDeviceCode | undefined> {
    const { DeviceCode } = provider as unknown as {
      DeviceCode: { findByUserCode(code: string): Promise<StoredDeviceCode | undefined> };
    };
    return DeviceCode.findByUserCode(userCode);
  }

  async function approve(session: LiveSession, { code, client, question }: Asked, change: ConsentChange) {
    const grantId = await grants.apply(session.userId, client.clientId, change, nowSeconds());
    const identifiers = Object.keys(question.resourceScopes);
    const scopes = [...change.openidScopes, ...Object.values(change.resourceScopes).flat()];
    const expiresWithSession = !asksForOfflineAccess(scopes);
    const { absoluteSeconds } = settings.session;
    if (expiresWithSession) {
      await keepSessionRecord(provider, session, absoluteSeconds, { clientId: client.clientId, grantId });
    }
    Object.assign(code, {
      accountId: session.userId,
      authTime: session.authTimeSeconds,
      grantId,
      scope: scopes.join(" "),
      sessionUid: session.id,
      acr: sessionAcr(session),
      ...(session.amr.length > 0 ? { amr: [...session.amr] } : {}),
      ...(typeof code.params["claims"] === "string" ? { claims: JSON.parse(code.params["claims"]) } : {}),
      ...(identifiers.length > 0 ? { resource: identifiers.length === 1 ? identifiers[0] : identifiers } : {}),
      ...(expiresWithSession ? { expiresWithSession } : {}),
    });
    await code.save();
    return scopes;
  }

  return {
    async open(session, typed) {
      const { userCode, code, client, question } = await requireCode(session, typed, { answered: false });
      await grants.requireNoBlock(session.userId, client.clientId);
      const live = await grants.findLive(session.userId, client.clientId);
      const view = consentView({
        rules: settings.claims.rules,
        uid: userCode,
        formToken: formTokens.issue(session, purpose(userCode)),
        question,
        client,
        redirectUri: undefined,
        usedBefore: live !== undefined || (await grants.wasConnected(session.userId, client.clientId)),
        grantedScopes: live ? allowedScopes(live.payload) : [],
        catalog,
      });
      const { uid: _, ...shown } = view;
      return {
        ...shown,
        userCode: `${userCode.slice(0, 4)}-${userCode.slice(4)}`,
        requestedAtSeconds: code.iat,
        expiresAtSeconds: code.exp ?? nowSeconds(),
        clientAddress: code.deviceInfo?.ip,
        fromYourNetwork: sameNetwork(code.deviceInfo?.ip, currentRequestContext()?.clientAddress),
        userAgent: code.deviceInfo?.ua,
      };
    },

    async decide(session, typed, decision) {
      formTokens.require(session, purpose(normalizeUserCode(typed) ?? ""), decision.formToken);
      const asked = await requireCode(session, typed, { answered: true });
      const { userCode, code, client, question } = asked;
      const facts = { userId: session.userId, sessionId: session.id, clientId: client.clientId };
      if (decision.allow && !decision.confirmed) {
        throw new AppError("request_invalid", { detail: "the code was not confirmed" });
      }
      // The page must not say "your device gets no access" while another tab's Allow gives it some.
      const mark = answerMark(session, decision.allow, decision.scopes);
      const outcome = await answers.take(userCode, mark);
      if (outcome === "of another") throw new AppError("device_code_invalid");
      if (outcome === "told before") return { allowed: decision.allow, clientName: client.name };
      if (!decision.allow) {
        Object.assign(code, { error: "access_denied", errorDescription: "the person declined" });
        await code.save();
        audit.record({ type: "consent.denied", outcome: "success", ...facts, details: { device: true } });
        return { allowed: false, clientName: client.name };
      }
      const given = consentChange(question, client.optionalScopes, decision.scopes);
      const change = { ...given, places: consentPlaces(client, undefined) };
      const scopes = await approve(session, asked, change);
      audit.record({ type: "consent.granted", outcome: "success", ...facts, details: { scopes, device: true } });
      return { allowed: true, clientName: client.name };
    },
  };
}

/** Eight letters of the library's alphabet without look-alikes; people type them with anything in between. */
function normalizeUserCode(typed: string): string | undefined {
  const letters = typed
    .slice(0, 64)
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, "");
  return /^[BCDFGHJKLMNPQRSTVWXZ]{8}$/.test(letters) ? letters : undefined;
}
