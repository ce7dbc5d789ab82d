import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** Both sides show that they can read the key's file, without sending the key. */
export type Side = "portal" | "command";

export function newNonce(): string {
  return randomBytes(24).toString("base64url");
}

/** What one side sends as its proof: both nonces are in it, so that no proof fits another connection. */
export function proofOf(side: Side, key: string, nonces: { command: string; portal: string }): string {
  return createHmac("sha256", key).update(`portico ${side} ${nonces.command} ${nonces.portal}`).digest("base64url");
}

export function provesPeer(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
