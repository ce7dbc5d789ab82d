import { sealData, unsealData } from "iron-session";
import type { KeyPurpose, KeyRing } from "./key-ring.ts";

/** What iron-session writes: a seal of its current version and nothing around it, which it would read past. */
const exactSeal = /^Fe26\.2\*[\w*-]{1,6000}~2$/;

export type Unsealed<T> = { ok: true; value: T } | { ok: false; reason: "bad_seal" };

/**
 * Seals small values into cookies with iron-session (AES-256-CBC + HMAC-SHA-256), one key a purpose.
 *
 * The seal names its key by `kid`, so a rotated secret neither breaks old cookies nor costs trial decryption.
 */
export class CookieSeal {
  readonly #purpose: KeyPurpose;
  readonly #keys: KeyRing;
  readonly #passwords: Record<string, string>;

  constructor(keys: KeyRing, purpose: KeyPurpose) {
    this.#keys = keys;
    this.#purpose = purpose;
    this.#passwords = Object.fromEntries(keys.keys(purpose).map(({ kid, bytes }) => [kid, password(bytes)]));
  }

  seal(value: object, ttlSeconds: number): Promise<string> {
    const { kid, bytes } = this.#keys.current(this.#purpose);
    // One entry only: iron-session encrypts with the numerically highest id, which says nothing about age here.
    return sealData(value, { password: { [kid]: password(bytes) }, ttl: ttlSeconds });
  }

  /** A flipped bit, a foreign purpose, an expired or cut-off seal: all the same answer, never an exception. */
  async unseal<T extends object>(sealed: string): Promise<Unsealed<T>> {
    // One value, one spelling: else a single cookie could fill every cache that is keyed by it.
    if (!exactSeal.test(sealed) || !isCanonical(sealed)) return { ok: false, reason: "bad_seal" };
    try {
      const value = await unsealData<T>(sealed, { password: this.#passwords, ttl: 0 });
      // iron-session answers {} for a seal that does not hold.
      return Object.keys(value).length > 0 ? { ok: true, value } : { ok: false, reason: "bad_seal" };
    } catch {
      return { ok: false, reason: "bad_seal" };
    }
  }
}

/**
 * The last part, the MAC over all others, is 32 bytes in 43 characters: the last one has two bits that mean nothing, so
 * that three more spellings would decode to the same MAC (RFC 4648 §3.5).
 */
function isCanonical(sealed: string): boolean {
  const mac = sealed.slice(sealed.lastIndexOf("*") + 1, sealed.lastIndexOf("~"));
  return Buffer.from(mac, "base64url").toString("base64url") === mac;
}

function password(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}
