import type { JWK } from "jose";
import { Secret } from "#server/crypto/secret.ts";
import type { CellAddress, TokenCipher } from "#server/crypto/token-cipher.ts";
import type { Logger } from "#server/http/log/logger.ts";
import type { SigningKeyRow } from "./signing-key-policy.ts";

/** The private halves of signing keys: ciphertext in the database, in memory once they were opened. */
export interface PrivateKeys {
  /** The ciphertext for the row of this key. */
  seal(kid: string, privateJwk: JWK): Promise<string>;
  /** `undefined` when the secret that encrypted it was dropped: what it signed can still be verified, and it signs no more. */
  open(row: Pick<SigningKeyRow, "kid" | "privateJwk">): Promise<JWK | undefined>;
  /** Logs the keys that could not be opened since the last call, in one line, because one secret encrypted them. */
  logUnreadable(): void;
}

const cell = (kid: string): CellAddress => ({ table: "signing_keys", id: kid, column: "private_jwk" });

export function createPrivateKeys(cipher: TokenCipher, log: Logger): PrivateKeys {
  const opened = new Map<string, JWK | undefined>();
  const unreadable: string[] = [];
  return {
    seal: (kid, privateJwk) => cipher.encrypt(cell(kid), new Secret(JSON.stringify(privateJwk))),

    async open({ kid, privateJwk }) {
      if (opened.has(kid)) return opened.get(kid);
      try {
        const secret = await cipher.decrypt(cell(kid), privateJwk);
        opened.set(kid, JSON.parse(secret.reveal()) as JWK);
      } catch {
        unreadable.push(kid);
        opened.set(kid, undefined);
      }
      return opened.get(kid);
    },

    logUnreadable() {
      const kids = unreadable.splice(0);
      if (kids.length === 0) return;
      log.warn(
        "signing keys can't be decrypted: has PORTICO_SECRETS changed? An old secret stays after the new one (new,old)",
        { kids },
      );
    },
  };
}
