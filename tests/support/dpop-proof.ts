import { createHash, randomUUID } from "node:crypto";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";

export interface ProofKey {
  privateKey: CryptoKey;
  publicJwk: JWK;
  thumbprint: string;
}

export async function newProofKey(): Promise<ProofKey> {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const publicJwk = await exportJWK(publicKey);
  return { privateKey, publicJwk, thumbprint: await calculateJwkThumbprint(publicJwk) };
}

export interface ProofFacts {
  htm?: string;
  htu: string;
  accessToken?: string;
  typ?: string;
  iatSeconds?: number;
  jti?: string;
}

/** A DPoP proof (RFC 9449 §4.2), correct unless told otherwise. */
export function dpopProof(key: ProofKey, facts: ProofFacts): Promise<string> {
  const ath = facts.accessToken && createHash("sha256").update(facts.accessToken).digest("base64url");
  return new SignJWT({
    htm: facts.htm ?? "POST",
    htu: facts.htu,
    jti: facts.jti ?? randomUUID(),
    ...(ath ? { ath } : {}),
  })
    .setProtectedHeader({ alg: "ES256", typ: facts.typ ?? "dpop+jwt", jwk: key.publicJwk })
    .setIssuedAt(facts.iatSeconds ?? Math.floor(Date.now() / 1000))
    .sign(key.privateKey);
}
