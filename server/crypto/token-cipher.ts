import { CompactEncrypt, compactDecrypt } from "jose";
import type { KeyRing } from "./key-ring.ts";
import { Secret } from "./secret.ts";

/** Where a ciphertext stands. It opens nowhere else, so rows and columns can't be swapped. */
export interface CellAddress {
  table: string;
  id: string;
  column: string;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Encrypts single database cells as compact JWE (`dir`, `A256GCM`, `kid` of the key ring; RFC 7516).
 *
 * The cell's address is in the protected header (`cell`), which A256GCM authenticates.
 */
export class TokenCipher {
  readonly #keys: KeyRing;

  constructor(keys: KeyRing) {
    this.#keys = keys;
  }

  async encrypt(cell: CellAddress, value: Secret): Promise<string> {
    const { kid, bytes } = this.#keys.current("token-column");
    return new CompactEncrypt(encoder.encode(value.reveal()))
      .setProtectedHeader({ alg: "dir", enc: "A256GCM", kid, cell: cellName(cell) })
      .encrypt(bytes);
  }

  /**
   * Errors: rejects with jose's `JWEDecryptionFailed` for a broken, foreign or swapped ciphertext, and with the same
   * class when the secret that encrypted it has been dropped. Callers treat it as "token gone", never as "no check".
   */
  async decrypt(cell: CellAddress, ciphertext: string): Promise<Secret> {
    const { plaintext, protectedHeader } = await compactDecrypt(
      ciphertext,
      (header) => this.#keys.find("token-column", header.kid ?? "")?.bytes ?? new Uint8Array(32),
      { keyManagementAlgorithms: ["dir"], contentEncryptionAlgorithms: ["A256GCM"] },
    );
    if (protectedHeader["cell"] !== cellName(cell)) {
      throw new Error(`ciphertext belongs to another cell than ${cellName(cell)}`);
    }
    return new Secret(decoder.decode(plaintext));
  }
}

function cellName({ table, id, column }: CellAddress): string {
  return `${table}/${id}/${column}`;
}
