import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { Secret } from "./secret.ts";

/** One purpose, one key: nothing sealed for one use opens under another. */
export type KeyPurpose =
  | "session-cookie"
  | "auth-transaction"
  | "token-column"
  | "signing-key"
  | "form-token"
  | "signed-note"
  | "forward-auth-cookie"
  | "oidc-cookie"
  | "status-list"
  | "process-message"
  | "demo-client";

export interface DerivedKey {
  /** Names the secret it was derived from, so that rotation needs no trial decryption. Decimal digits. */
  kid: string;
  bytes: Uint8Array;
}

/**
 * Keys derived by HKDF-SHA256 (RFC 5869) from the configured secrets, newest first.
 *
 * The first secret encrypts and signs; the others only decrypt and verify, until the operator drops them.
 */
export class KeyRing {
  readonly #secrets: readonly Secret[];
  readonly #derived = new Map<KeyPurpose, readonly DerivedKey[]>();

  constructor(secrets: readonly Secret[]) {
    if (secrets.length === 0) throw new RangeError("a key ring needs at least one secret");
    this.#secrets = secrets;
  }

  /** Keys of a purpose, newest first; the list is never empty. */
  keys(purpose: KeyPurpose): readonly DerivedKey[] {
    let keys = this.#derived.get(purpose);
    if (!keys) {
      keys = this.#secrets.map((secret) => derive(secret, purpose));
      this.#derived.set(purpose, keys);
    }
    return keys;
  }

  current(purpose: KeyPurpose): DerivedKey {
    const [key] = this.keys(purpose);
    if (!key) throw new RangeError("a key ring needs at least one secret");
    return key;
  }

  find(purpose: KeyPurpose, kid: string): DerivedKey | undefined {
    return this.keys(purpose).find((key) => key.kid === kid);
  }

  /** HMAC-SHA256 with the current key, base64url. */
  sign(purpose: KeyPurpose, message: string): string {
    return createHmac("sha256", this.current(purpose).bytes).update(message).digest("base64url");
  }

  /** HMAC-SHA256 with each key, newest first: for what is found by its HMAC, also after a rotation. */
  signatures(purpose: KeyPurpose, message: string): string[] {
    return this.keys(purpose).map(({ bytes }) => createHmac("sha256", bytes).update(message).digest("base64url"));
  }

  /**
   * Whether `signature` was made by `sign` with any key of the ring; compares in constant time. As text, because a decoder
   * ignores the last bits: one signature would have four spellings.
   */
  verify(purpose: KeyPurpose, message: string, signature: string): boolean {
    const given = Buffer.from(signature);
    return this.signatures(purpose, message).some((made) => {
      const expected = Buffer.from(made);
      return given.length === expected.length && timingSafeEqual(given, expected);
    });
  }
}

function derive(secret: Secret, purpose: KeyPurpose): DerivedKey {
  const bytes = new Uint8Array(hkdfSync("sha256", secret.reveal(), "portico", `portico/v1/${purpose}`, 32));
  const id = new DataView(hkdfSync("sha256", secret.reveal(), "portico", `portico/v1/kid/${purpose}`, 4));
  return { kid: String(id.getUint32(0)), bytes };
}
