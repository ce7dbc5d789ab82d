import { randomBytes } from "node:crypto";
import {
  applyConsent,
  type ConsentChange,
  type GrantPayload,
} from "#server/authorization-server/grants/grant-payload.ts";
import type { GrantStore, LiveGrant } from "#server/authorization-server/grants/grant-store.ts";
import { hashRecordId, type OidcRecordStore } from "#server/authorization-server/records/oidc-record-store.ts";
import { grantSeconds } from "#server/authorization-server/records/token-lifetimes.ts";

export type DryGrants = Pick<GrantStore, "findLive" | "apply" | "applyIf" | "requireNoBlock" | "wasConnected">;

/**
 * Remembered consent as it is, with what a dry run adds to it in memory: answers are refused by the same blocks and put together by the
 * same rule, and none is written.
 */
export function createDryGrants(
  real: Pick<GrantStore, "findLive" | "requireNoBlock" | "wasConnected">,
  records: Pick<OidcRecordStore, "save">,
): DryGrants {
  const written = new Map<string, LiveGrant>();

  /** The library reads a grant by its id as well. */
  async function known(grant: LiveGrant): Promise<LiveGrant> {
    const { grantId, payload } = grant;
    const idHash = hashRecordId(grantId);
    await records.save({
      model: "Grant",
      idHash,
      payload: { ...payload },
      grantId,
      familyId: undefined,
      expiresAt: new Date(payload.exp * 1000),
    });
    return grant;
  }

  async function findLive(userId: string, clientId: string): Promise<LiveGrant | undefined> {
    const found = written.get(`${userId} ${clientId}`) ?? (await real.findLive(userId, clientId));
    return found && known(found);
  }

  async function apply(userId: string, clientId: string, change: ConsentChange, nowSeconds: number): Promise<string> {
    await real.requireNoBlock(userId, clientId);
    const found = await findLive(userId, clientId);
    const grantId = found?.grantId ?? randomBytes(32).toString("base64url");
    const empty: GrantPayload = { kind: "Grant", accountId: userId, clientId, iat: nowSeconds, exp: nowSeconds };
    const payload = applyConsent({ ...(found?.payload ?? empty), exp: nowSeconds + grantSeconds }, change);
    written.set(`${userId} ${clientId}`, await known({ grantId, payload }));
    return grantId;
  }

  return {
    findLive,
    apply,
    async applyIf(claim, userId, clientId, change, nowSeconds) {
      // The answer is claimed in memory too, so no statement is run.
      return (await claim(async () => [])) ? apply(userId, clientId, change, nowSeconds) : undefined;
    },
    requireNoBlock: real.requireNoBlock,
    wasConnected: real.wasConnected,
  };
}
