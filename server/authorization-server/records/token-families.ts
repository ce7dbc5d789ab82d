import { Provider } from "oidc-provider";
import type { AuditLog } from "#server/audit/audit-event.ts";
import type { OidcRecord } from "./oidc-record.ts";
import type { OidcRecordStore } from "./oidc-record-store.ts";

/** Codes start a family of tokens. */
const familyHeads = new Set(["AuthorizationCode", "DeviceCode"]);
const familySources = new Set([...familyHeads, "RefreshToken"]);
const familyMembers = new Set(["AccessToken", "RefreshToken"]);

/** What a token of the current request descends from, when the request exchanges another token for it (RFC 8693). */
export interface TokenOrigin {
  grantId: string | null;
  record: Pick<OidcRecord, "familyId">;
}

export interface TokenFamiliesDeps {
  store: Pick<OidcRecordStore, "endFamily" | "endTokensOfGrant">;
  /** What a token was exchanged for ends with the same grant and family, through any number of exchanges. */
  origin(): TokenOrigin | undefined;
  audit: AuditLog;
}

/**
 * Families: every token that came from one code. A replay ends the family, not everything that the app has.
 *
 * Spec: RFC 6749 §4.1.2 and §10.4; RFC 9700 §4.14.2.
 */
export function createTokenFamilies({ store, origin, audit }: TokenFamiliesDeps) {
  // The family of the code or token that the current request sent, so that what it issues joins that family.
  const familyOfRequest = new WeakMap<object, string>();
  const endedByRequest = new WeakMap<object, Promise<void>>();

  return {
    /** Remembers the family of a code or token that the current request sent. */
    found(model: string, record: OidcRecord): void {
      const ctx = Provider.ctx;
      if (ctx && familySources.has(model)) familyOfRequest.set(ctx, record.familyId ?? record.idHash);
    },

    /** The grant and the family of a new record. */
    placeOf(model: string, id: string, idHash: string, grantId: string | undefined) {
      const ctx = Provider.ctx;
      const joined = ctx && familyMembers.has(model) ? familyOfRequest.get(ctx) : undefined;
      const from = origin();
      return {
        grantId: model === "Grant" ? id : (grantId ?? from?.grantId ?? undefined),
        familyId: familyHeads.has(model) ? idHash : (joined ?? from?.record.familyId ?? undefined),
      };
    },

    /** Ends tokens because of a replay or a revocation: the family of the request's token, or every token of the grant. */
    end(grantId: string): Promise<void> {
      const ctx = Provider.ctx;
      const route = ctx?.oidc.route;
      if (!ctx || (route !== "token" && route !== "revocation")) return store.endTokensOfGrant(grantId);
      // RFC 7009 §2.1: revoking an access token leaves the refresh token; the person may go on.
      if (route === "revocation" && ctx.oidc.entities.AccessToken) return Promise.resolve();
      let ended = endedByRequest.get(ctx);
      if (!ended) {
        const familyId = familyOfRequest.get(ctx);
        if (route === "token") {
          const facts = { clientId: ctx.oidc.client?.clientId, details: { grant: grantId } };
          audit.record({ type: "token.reuse_detected", outcome: "failure", ...facts });
        }
        ended = familyId ? store.endFamily(familyId, new Date()) : store.endTokensOfGrant(grantId);
        endedByRequest.set(ctx, ended);
      }
      return ended;
    },
  };
}
