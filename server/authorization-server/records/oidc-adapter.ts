import { type Adapter, type AdapterFactory, type AdapterPayload, errors, Provider } from "oidc-provider";
import type { AuditLog } from "#server/audit/audit-event.ts";
import { goesOnAnswered } from "#server/authorization-server/requests/answered-request.ts";
import { requireStorableText } from "#server/authorization-server/requests/storable-text.ts";
import { StoreUnavailable } from "#server/authorization-server/requests/store-unavailable.ts";
import { nowMs } from "#server/clock.ts";
import { isUnstorableText } from "#server/errors/is-unstorable-text.ts";
import type { Logger } from "#server/http/log/logger.ts";
import { AlreadyConsumed } from "./already-consumed.ts";
import { requireModestRecord } from "./modest-record.ts";
import type { OidcRecord, StatusPlace } from "./oidc-record.ts";
import { hashRecordId, type OidcRecordStore } from "./oidc-record-store.ts";
import type { RecordHandles } from "./record-handles.ts";
import { createRecordSeals } from "./record-seals.ts";
import type { SealedDeviceCodes } from "./sealed-device-codes.ts";
import { createTokenFamilies, type TokenFamiliesDeps } from "./token-families.ts";

/** Records that hold nothing a caller sent just now: their text was checked before, or is the settings'. */
const derived = new Set(["AccessToken", "RefreshToken", "ClientCredentials", "ReplayDetection", "Grant", "Session"]);

export interface OidcAdapterDeps {
  store: OidcRecordStore;
  /** Reads records; those of the current request's token come from one state of it (request-token-state.ts). */
  states: Pick<OidcRecordStore, "find" | "findByUid">;
  /** A client of the catalog that the library was not given at its start. */
  findListed(clientId: string): AdapterPayload | undefined;
  /** Clients that are not in the catalog. */
  registered: {
    load(clientId: string): Promise<{ metadata: AdapterPayload } | undefined>;
    save(clientId: string, metadata: AdapterPayload): Promise<void>;
    remove(clientId: string): Promise<void>;
  };
  findInitialAccessToken(id: string): AdapterPayload | undefined;
  /** What of a code or token counts, as its client and API are now; `undefined`: nothing (limit-to-registration.ts). */
  limit(model: string, payload: AdapterPayload): AdapterPayload | undefined;
  handles: RecordHandles;
  deviceCodes: SealedDeviceCodes;
  interactions: {
    /** Whether this request is the one that continues with a person's answer. */
    goOn(idHash: string, now: Date): Promise<boolean>;
  };
  origin: TokenFamiliesDeps["origin"];
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
export function createOidcAdapter(deps: OidcAdapterDeps): AdapterFactory {
  const {
    store,
    states,
    findListed,
    registered,
    findInitialAccessToken,
    handles,
    deviceCodes,
    interactions,
    overtaken,
    log,
  } = deps;
  const families = createTokenFamilies(deps);
  const seals = createRecordSeals(deviceCodes, log);

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

  /** Of parallel requests, one continues with the person's answer; the others repeat what that one answered. */
  async function goOn(ctx: object, uid: string): Promise<void> {
    if (await interactions.goOn(hashRecordId(uid), new Date())) return;
    overtaken.add(ctx);
    throw new errors.SessionNotFound("interaction session not found");
  }

  async function loaded(
    model: string,
    record: OidcRecord | undefined,
    id: string | undefined,
  ): Promise<AdapterPayload | undefined> {
    // A request that went on is over; what is kept of it is its answer. It may have gone on since this one asked for that.
    if (model === "Interaction" && record?.consumedAt) {
      if (Provider.ctx) overtaken.add(Provider.ctx);
      return undefined;
    }
    const kept = record && (await seals.open(model, id, record));
    const payload = kept && deps.limit(model, kept);
    if (!record || !payload) return undefined;
    families.found(model, record);
    return {
      ...payload,
      // A JWT's own, which its record is named after; it is no secret.
      jti: (payload["jwtId"] as string | undefined) ?? id ?? handles.make(record.idHash),
      ...(record.consumedAt ? { consumed: Math.floor(record.consumedAt.getTime() / 1000) } : {}),
    };
  }

  async function save(model: string, id: string, payload: AdapterPayload, expiresInSeconds?: number): Promise<void> {
    if (!derived.has(model)) requireStorableText(payload);
    requireModestRecord(model, payload);
    if (model === "Client") return registered.save(id, payload);
    const { jti: _, consumed: __, status, ...stored } = payload;
    const idHash = handles.hashOf(id);
    const place = families.placeOf(model, id, idHash, payload.grantId);
    return store.save({
      model,
      idHash,
      ...(await seals.seal(model, id, idHash, stored)),
      ...place,
      expiresAt: expiresInSeconds ? new Date(nowMs() + expiresInSeconds * 1000) : undefined,
      status: status as StatusPlace | undefined,
    });
  }

  async function read(model: string, id: string): Promise<AdapterPayload | undefined> {
    if (model === "Client") return findListed(id) ?? (await registered.load(id))?.metadata;
    if (model === "InitialAccessToken") return findInitialAccessToken(id);
    return loaded(model, await states.find(model, handles.hashOf(id)), id);
  }

  async function consume(model: string, id: string): Promise<void> {
    if (await store.consume(model, handles.hashOf(id), new Date())) return;
    if (model === "PushedAuthorizationRequest") throw new errors.InvalidRequestUri("request_uri was already used");
    throw new AlreadyConsumed();
  }

  function destroy(model: string, id: string): Promise<void> {
    if (model === "Client") return registered.remove(id);
    const ctx = Provider.ctx;
    if (model === "Interaction" && ctx && goesOnAnswered(ctx)) return goOn(ctx, id);
    return store.destroy(model, handles.hashOf(id));
  }

  return (model): Adapter => ({
    upsert: (id, payload, expiresInSeconds) => guarded(() => save(model, id, payload, expiresInSeconds)),
    find: (id) => guarded(() => read(model, id)),
    // A session's record is named after the session (see derive-sessions.ts).
    findByUid: (uid) => guarded(async () => loaded(model, await states.findByUid(model, uid), uid)),
    findByUserCode: (userCode) =>
      guarded(async () => {
        const found = await loaded(model, await store.findByUserCode(deviceCodes.namesOf(userCode)), undefined);
        return found && { ...found, userCode };
      }),
    consume: (id) => guarded(() => consume(model, id)),
    destroy: (id) => guarded(() => destroy(model, id)),
    revokeByGrantId: (grantId) => guarded(() => families.end(grantId)),
  });
}
