import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from "jose";
import type { SigningAlgorithm } from "#server/authorization-server/signing-keys/signing-key-policy.ts";
import type { SigningKeys } from "#server/authorization-server/signing-keys/signing-keys.ts";

export type DrySigningKeys = Pick<SigningKeys, "current" | "onChanged">;

export interface ThrowawayKeys {
  offering(algorithms: readonly SigningAlgorithm[]): DrySigningKeys;
}

/**
 * Keys that sign the tokens of dry runs and are published nowhere: a token of a dry run is worth nothing, should it ever leave the
 * process.
 *
 * Shape: one of each algorithm that a portal may sign with; `offering` says with which it does now.
 */
export async function createThrowawayKeys(): Promise<ThrowawayKeys> {
  const pairs = await Promise.all((["RS256", "ES256", "EdDSA"] as const).map(makePair));
  const keys = {
    signing: pairs.map(({ privateJwk }) => privateJwk),
    published: pairs.map(({ publicJwk }) => publicJwk),
  };
  return { offering: (algorithms) => ({ current: () => ({ ...keys, algorithms }), onChanged() {} }) };
}

async function makePair(alg: SigningAlgorithm): Promise<{ privateJwk: JWK; publicJwk: JWK }> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const publicJwk = await exportJWK(publicKey);
  const facts = { kid: await calculateJwkThumbprint(publicJwk), alg, use: "sig" };
  return { privateJwk: { ...(await exportJWK(privateKey)), ...facts }, publicJwk: { ...publicJwk, ...facts } };
}
