import { type Adapter, type AdapterFactory, type AdapterPayload, errors, Provider } from "oidc-provider";
import type { AuditLog } from "#server/audit/audit-event.ts";
import type { RegisteredClients } from "#server/authorization-server/clients/registered-clients.ts";
import { goesOnAnswered } from "#server/authorization-server/clients/unlisted-clients.ts";
import type { InteractionAnswerStore } from "#server/authorization-server/consent/interaction-answer-store.ts";
import { requireStorableText } from "#server/authorization-server/requests/storable-text.ts";
import { StoreUnavailable } from "#server/authorization-server/requests/store-unavailable.ts";
import type { StatusPlace } from "#server/authorization-server/status-lists/status-places.ts";
import type { RequestTokenState } from "#server/authorization-server/tokens/request-token-state.ts";
import { isExchange } from "#server/authorization-server/tokens/token-exchange.ts";
import { isUnstorableText } from "#server/errors/is-unstorable-text.ts";
import type { Logger } from "#server/http/logger.ts";
import { AlreadyConsumed } from "./already-consumed.ts";
import { requireModestRecord } from "./modest-record.ts";
import { hashRecordId, type OidcRecord, type OidcRecordStore } from "./oidc-record-store.ts";
import type { RecordHandles } from "./record-handles.ts";
import type { SealedDeviceCodes } from "./sealed-device-codes.ts";
import { openPayload, sealPayload } from "./sealed-payloads.ts";

/** Codes start a family of tokens. */
const familyHeads = new Set(["AuthorizationCode", "DeviceCode"]);
const familySources = new Set([...familyHeads, "RefreshToken"]);
const familyMembers = new Set(["AccessToken", "RefreshToken"]);
/** Say nothing that another record, or the settings, didn't say before. */
const derived = new Set(["AccessToken", "RefreshToken", "ClientCredentials", "ReplayDetection", "Grant", "Session"]);

export interface OidcAdapterDeps {
  store: OidcRecordStore;
  states: RequestTokenState;
  /** A client of the catalog that the library was not given at its start. */
  findListed(clientId: string): AdapterPayload | undefined;
  registered: RegisteredClients;
  findInitialAccessToken(id: string): AdapterPayload | undefined;
  handles: RecordHandles;
  deviceCodes: SealedDeviceCodes;
  interactions: Pick<InteractionAnswerStore, "goOn">;
  /** Requests whose answer another request goes on with. */
  overtaken: WeakSet<object>;
  audit: AuditLog;
  log: Pick<Logger, "error">;
}

/**
 * oidc-provider's storage on oidc_records.
 *
 * Shape:  ids are hashed on the way in and never stand in a payload; what callers hand in is sealed (sealed-payloads.ts).
 * Errors: what the database throws becomes a 503; consuming twice is invalid_grant.
 * Races:  n parallel redemptions, one success: `consume` is a compare-and-set.
 * Spec:   RFC 6749 §4.1.2 and §10.4; RFC 9700 §4.14.2 (families end, consent stays).
 */
export function createOidcAdapter({
  store,
  states,
  findListed,
  registered,
  findInitialAccessToken,
  handles,
  deviceCodes,
  interactions,
  overtaken,
  audit,
  log,
}: OidcAdapterDeps): AdapterFactory {
  // The family of what the request in hand was looked up by, so that what it issues joins that family.
  const familyOfRequest = new WeakMap<object, string>();
  const endedByRequest = new WeakMap<object, Promise<void>>();

  async function guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof errors.OIDCProviderError) throw error;
      if (isUnstorableText(error)) throw new errors.InvalidRequest("the request has characters that are no text");
      log.error("authorization server store failed", { error });
      throw new StoreUnavailable(error);
    }
  }

  /** A replayed code or refresh token, or a revocation: ends the family it belongs to, not everything the app has. */
  function endTokens(grantId: string): Promise<void> {
    const ctx = Provider.ctx;
    const route = ctx?.oidc.route;
    if (!ctx || (route !== "token" && route !== "revocation")) return store.endTokensOfGrant(grantId);
    // RFC 7009 §2.1: revoking an access token leaves the refresh token; the person may go on.
    if (route === "revocation" && ctx.oidc.entities.AccessToken) return Promise.resolve();
    let ended = endedByRequest.get(ctx);
    if (!ended) {
      const familyId = familyOfRequest.get(ctx);
      if (route === "token") recordReuse(ctx.oidc.client?.clientId, grantId);
      ended = familyId ? store.endFamily(familyId, new Date()) : store.endTokensOfGrant(grantId);
      endedByRequest.set(ctx, ended);
    }
    return ended;
  }

  function recordReuse(clientId: string | undefined, grantId: string): void {
    audit.record({ type: "token.reuse_detected", outcome: "failure", clientId, details: { grant: grantId } });
  }

  /** Without its seal a record is none, as if it had expired: secrets that were dropped, or a row that was tampered with. */
  async function opened(
    model: string,
    id: string | undefined,
    record: OidcRecord,
  ): Promise<AdapterPayload | undefined> {
    try {
      if (model === "DeviceCode") return await deviceCodes.open(record.idHash, record.payload);
      return id === undefined ? record.payload : openPayload(model, id, record.payload);
    } catch (error) {
      log.error("a record of the authorization server can't be opened", { model, error });
      return undefined;
    }
  }

  /** Of parallel requests one goes on with a person's answer; the others tell what that one answered. */
  async function goOn(ctx: object, uid: string): Promise<void> {
    if (await interactions.goOn(hashRecordId(uid), new Date())) return;
    overtaken.add(ctx);
    throw new errors.SessionNotFound("interaction session not found");
  }

  const loaded = async (
    model: string,
    record: OidcRecord | undefined,
    id: string | undefined,
  ): Promise<AdapterPayload | undefined> => {
    // A request that went on is over; what is kept of it is its answer. It may have gone on since this one asked for that.
    if (model === "Interaction" && record?.consumedAt) {
      if (Provider.ctx) overtaken.add(Provider.ctx);
      return undefined;
    }
    const payload = record && (await opened(model, id, record));
    if (!record || !payload) return undefined;
    const ctx = Provider.ctx;
    if (ctx && familySources.has(model)) familyOfRequest.set(ctx, record.familyId ?? record.idHash);
    return {
      ...payload,
      // A JWT's own, which its record is named after; it is no secret.
      jti: (payload["jwtId"] as string | undefined) ?? id ?? handles.make(record.idHash),
      ...(record.consumedAt ? { consumed: Math.floor(record.consumedAt.getTime() / 1000) } : {}),
    };
  };

  const sealed = async (model: string, id: string, idHash: string, payload: AdapterPayload) => {
    if (model !== "DeviceCode") return { payload: sealPayload(model, id, payload), name: undefined };
    return deviceCodes.seal(idHash, payload);
  };

  const read = async (model: string, id: string): Promise<AdapterPayload | undefined> => {
    if (model === "Client") return findListed(id) ?? (await registered.load(id))?.metadata;
    if (model === "InitialAccessToken") return findInitialAccessToken(id);
    return loaded(model, await states.find(model, handles.hashOf(id)), id);
  };

  return (model): Adapter => {
    return {
      upsert: (id, payload, expiresInSeconds) =>
        guarded(async () => {
          if (!derived.has(model)) requireStorableText(payload);
          requireModestRecord(model, payload);
          if (model === "Client") return registered.save(id, payload);
          const { jti: _, consumed: __, status, ...stored } = payload;
          const ctx = Provider.ctx;
          const idHash = handles.hashOf(id);
          const joined = ctx && familyMembers.has(model) ? familyOfRequest.get(ctx) : undefined;
          // What a token was exchanged for ends with the same grant and family, through any number of exchanges.
          const origin = isExchange(ctx) ? states.current() : undefined;
          const { payload: atRest, name } = await sealed(model, id, idHash, stored);
          return store.save({
            model,
            idHash,
            payload: atRest,
            userCode: name,
            grantId: model === "Grant" ? id : (payload.grantId ?? origin?.grantId ?? undefined),
            familyId: familyHeads.has(model) ? idHash : (joined ?? origin?.record.familyId ?? undefined),
            expiresAt: expiresInSeconds ? new Date(Date.now() + expiresInSeconds * 1000) : undefined,
            status: status as StatusPlace | undefined,
          });
        }),
      find: (id) => guarded(() => read(model, id)),
      // A session's record is named after the session (see oidc-provider-internals.ts).
      findByUid: (uid) => guarded(async () => loaded(model, await states.findByUid(model, uid), uid)),
      findByUserCode: (userCode) =>
        guarded(async () => {
          const found = await loaded(model, await store.findByUserCode(deviceCodes.namesOf(userCode)), undefined);
          return found && { ...found, userCode };
        }),
      consume: (id) =>
        guarded(async () => {
          if (await store.consume(model, handles.hashOf(id), new Date())) return;
          if (model === "PushedAuthorizationRequest")
            throw new errors.InvalidRequestUri("request_uri was already used");
          throw new AlreadyConsumed();
        }),
      destroy: (id) =>
        guarded(() => {
          if (model === "Client") return registered.remove(id);
          const ctx = Provider.ctx;
          if (model === "Interaction" && ctx && goesOnAnswered(ctx)) return goOn(ctx, id);
          return store.destroy(model, handles.hashOf(id));
        }),
      revokeByGrantId: (grantId) => guarded(() => endTokens(grantId)),
    };
  };
}
