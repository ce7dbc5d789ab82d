import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { TokenCipher } from "#server/crypto/token-cipher.ts";
import { InvalidInputError } from "#server/errors/invalid-input-error.ts";
import type { EntryRow, SavedEntry, StoredSecret } from "./catalog-entry-store.ts";
import { keptSecret, secretsAtOnce } from "./client-secrets.ts";
import type { CatalogKind } from "./entry-kinds.ts";
import { newEntry } from "./planned-entry.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * An entry of a document as it will be saved: in the place of `before`, whose secrets it keeps unless the document names others.
 *
 * Errors: input_invalid for secrets that can't be any.
 */
export async function importedEntry(
  cipher: Pick<TokenCipher, "encrypt">,
  kind: CatalogKind,
  fields: Fields,
  before: EntryRow | undefined,
): Promise<SavedEntry> {
  const { hashes, rest } = kind === "clients" ? splitHashes(fields) : { hashes: undefined, rest: fields };
  const made = await newEntry(cipher, kind, rest, before?.id);
  const kept = before?.secretHashes ?? [];
  const secretHashes = hashes === undefined ? kept : merged(kept, hashes);
  return { ...made, secretHashes, secret: made.secret ?? before?.secret ?? null };
}

/** The secrets that are named, each as it is known already. */
function merged(kept: readonly StoredSecret[], hashes: readonly string[]): StoredSecret[] {
  return hashes.map((hash) => kept.find((one) => one.hash === hash) ?? keptSecret(hash));
}

function splitHashes({ clientSecret, clientSecretHash, ...rest }: Fields): {
  hashes: string[] | undefined;
  rest: Fields;
} {
  if (clientSecret === undefined && clientSecretHash === undefined) return { hashes: undefined, rest };
  const named = [clientSecretHash ?? []].flat().map((hash) => {
    const [, value] = /^sha256:([\w-]{43})$/.exec(String(hash)) ?? [];
    if (value === undefined) throw wrong("clientSecretHash", "sha256: and 43 characters of base64url");
    return value;
  });
  if (clientSecret !== undefined) {
    if (typeof clientSecret !== "string" || clientSecret.length < 16)
      throw wrong("clientSecret", "16 characters or more");
    named.push(createHash("sha256").update(clientSecret).digest("base64url"));
  }
  if (named.length > secretsAtOnce) throw wrong("clientSecretHash", `at most ${secretsAtOnce} secrets`);
  return { hashes: named, rest };
}

function wrong(field: string, expected: string): InvalidInputError {
  return new InvalidInputError([{ field, problem: `Expected: ${expected}.` }]);
}

/** Whether two entries say the same, a field that is left out counting as its default. */
export function saysTheSame(left: unknown, right: unknown): boolean {
  return isDeepStrictEqual(JSON.parse(JSON.stringify(left)), JSON.parse(JSON.stringify(right)));
}
