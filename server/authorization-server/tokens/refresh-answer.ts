import { hkdfSync } from "node:crypto";
import { CompactEncrypt, compactDecrypt } from "jose";

/** What a refresh answered, and to which request. */
export interface RefreshAnswer {
  body: Record<string, unknown>;
  /** Scope and resource of the request: the answer fits no other. */
  request: string;
}

/**
 * Seals an answer under a key made from the refresh token that got it: only the app with that token can open it, and the
 * database holds its hash alone.
 */
export function sealRefreshAnswer(refreshToken: string, answer: RefreshAnswer): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(JSON.stringify(answer)))
    .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
    .encrypt(keyOf(refreshToken));
}

export async function openRefreshAnswer(refreshToken: string, sealed: string): Promise<RefreshAnswer> {
  const { plaintext } = await compactDecrypt(sealed, keyOf(refreshToken), {
    keyManagementAlgorithms: ["dir"],
    contentEncryptionAlgorithms: ["A256GCM"],
  });
  return JSON.parse(new TextDecoder().decode(plaintext)) as RefreshAnswer;
}

function keyOf(refreshToken: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", refreshToken, "portico", "portico/v1/refresh-answer", 32));
}
