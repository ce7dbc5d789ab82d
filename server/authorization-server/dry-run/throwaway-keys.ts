import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from "jose";
import type { SigningAlgorithm } from "#server/authorization-server/signing-keys/signing-key-policy.ts";
import type { SigningKeys } from "#server/authorization-server/signing-keys/signing-keys.ts";

export type DrySigningKeys = Pick<SigningKeys, "algorithms" | "current" | "onChanged">;

/**
 * Keys that sign the tokens of dry runs and are published nowhere: a token of a dry run is worth nothing, should it ever leave the
 * process.
 */
export async function createThrowawayKeys(algorithms: readonly SigningAlgorithm[]): Promise<DrySigningKeys> {
  const pairs = await Promise.all(algorithms.map(makePair));
  const loaded = {
    signing: pairs.map(({ privateJwk }) => privateJwk),
    published: pairs.map(({ publicJwk }) => publicJwk),
  };
  return { algorithms, current: () => loaded, onChanged() {} };
}

async function makePair(alg: SigningAlgorithm): Promise<{ privateJwk: JWK; publicJwk: JWK }> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const publicJwk = await exportJWK(publicKey);
  const facts = { kid: await calculateJwkThumbprint(publicJwk), alg, use: "sig" };
  return { privateJwk: { ...(await exportJWK(privateKey)), ...facts }, publicJwk: { ...publicJwk, ...facts } };
}
