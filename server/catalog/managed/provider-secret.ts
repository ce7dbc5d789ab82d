import { Secret } from "#server/crypto/secret.ts";
import type { CellAddress, TokenCipher } from "#server/crypto/token-cipher.ts";

const cell = (id: string): CellAddress => ({ table: "catalog_entries", id, column: "secret" });

/** A provider's client secret as it is kept: it opens in the row with this id only. */
export function sealProviderSecret(cipher: Pick<TokenCipher, "encrypt">, id: string, secret: string): Promise<string> {
  return cipher.encrypt(cell(id), new Secret(secret));
}

/** Errors: jose's JWEDecryptionFailed when the secret that encrypted it was dropped, or the cell is another row's. */
export async function openProviderSecret(
  cipher: Pick<TokenCipher, "decrypt">,
  { id, secret }: { id: string; secret: string | null },
): Promise<Secret | undefined> {
  return secret === null ? undefined : cipher.decrypt(cell(id), secret);
}
