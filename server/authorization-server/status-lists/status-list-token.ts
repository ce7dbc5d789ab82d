import { deflateSync } from "node:zlib";
import { SignJWT } from "jose";
import type { SigningAlgorithm } from "#server/authorization-server/signing-keys/signing-key-policy.ts";
import type { SigningKeys } from "#server/authorization-server/signing-keys/signing-keys.ts";
import { statusListLifetimeSeconds, statusListTtlSeconds } from "./status-list-terms.ts";

/**
 * One bit for each place, the first one in the lowest bit of the first byte; 1 for a token that ended.
 *
 * Spec: draft-ietf-oauth-status-list-21 §4.1, §4.2.
 */
export function encodeStatusList(size: number, ended: Iterable<number>): { bits: 1; lst: string } {
  const bytes = new Uint8Array(size / 8);
  for (const index of ended) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (1 << (index & 7));
  return { bits: 1, lst: deflateSync(bytes, { level: 9 }).toString("base64url") };
}

export interface StatusListFacts {
  issuer: string;
  uri: string;
  aggregationUri: string;
  size: number;
  ended: Iterable<number>;
  nowSeconds: number;
}

/**
 * A status list as APIs get it, signed with a key of our published set.
 *
 * Spec: draft-ietf-oauth-status-list-21 §5.1.
 */
export async function signStatusList(
  keys: Pick<SigningKeys, "signer">,
  algorithm: SigningAlgorithm,
  list: StatusListFacts,
): Promise<string> {
  const { kid, key } = await keys.signer(algorithm);
  const content = { ...encodeStatusList(list.size, list.ended), aggregation_uri: list.aggregationUri };
  return new SignJWT({ ttl: statusListTtlSeconds, status_list: content })
    .setProtectedHeader({ alg: algorithm, typ: "statuslist+jwt", kid })
    .setIssuer(list.issuer)
    .setSubject(list.uri)
    .setIssuedAt(list.nowSeconds)
    .setExpirationTime(list.nowSeconds + statusListLifetimeSeconds)
    .sign(key);
}
