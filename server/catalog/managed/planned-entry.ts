import { randomUUID } from "node:crypto";
import { providerSchema } from "#server/config/providers/provider-schema.ts";
import type { TokenCipher } from "#server/crypto/token-cipher.ts";
import { InvalidInputError } from "#server/errors/invalid-input-error.ts";
import type { EntryRow, SavedEntry } from "./catalog-entry-store.ts";
import { makeClientSecret, needsSecret } from "./client-secrets.ts";
import { type CatalogKind, entrySchemas, keyFields } from "./entry-kinds.ts";
import { sealProviderSecret } from "./provider-secret.ts";

type Fields = Readonly<Record<string, unknown>>;
type Cipher = Pick<TokenCipher, "encrypt">;

/** A new entry as it will be saved. Errors: input_invalid for a provider's secret that can't be one. */
export async function newEntry(
  cipher: Cipher,
  kind: CatalogKind,
  input: Fields,
  id: string = randomUUID(),
): Promise<SavedEntry> {
  const { secret, fields } = await splitSecret(cipher, kind, id, input);
  const key = fields[keyFields[kind]];
  return {
    id,
    kind,
    key: typeof key === "string" ? key : "",
    entry: withoutNulls(fields),
    secretHashes: [],
    secret: secret ?? null,
    enabled: true,
  };
}

/** The entry with some fields replaced. Errors: input_invalid when its key would be another one. */
export async function changedEntry(cipher: Cipher, row: EntryRow, input: Fields): Promise<SavedEntry> {
  const { secret, fields } = await splitSecret(cipher, row.kind, row.id, input);
  const keyField = keyFields[row.kind];
  if (keyField in fields && fields[keyField] !== row.key) {
    const problem = "It can't be changed: it stands in tokens, grants and addresses.";
    throw new InvalidInputError([{ field: keyField, problem, fix: "Make another entry." }]);
  }
  const entry = withoutNulls({ ...row.entry, ...fields });
  return { ...row, entry, secret: secret === undefined ? row.secret : secret };
}

/** The client with the secret that it needs, or that is wanted. */
export function withNewSecret(entry: SavedEntry, wanted: boolean | undefined) {
  const { data } = entrySchemas.clients.safeParse(entry.entry);
  if (!(wanted ?? (data !== undefined && needsSecret(data)))) return { entry, secret: undefined };
  const { secret, stored } = makeClientSecret();
  return { entry: { ...entry, secretHashes: [stored, ...entry.secretHashes] }, secret };
}

/** `undefined`: nothing is said of a secret; `null`: there shall be none. */
async function splitSecret(
  cipher: Cipher,
  kind: CatalogKind,
  id: string,
  input: Fields,
): Promise<{ secret: string | null | undefined; fields: Fields }> {
  if (kind !== "providers" || !("clientSecret" in input)) return { secret: undefined, fields: input };
  const { clientSecret, ...fields } = input;
  if (clientSecret === null) return { secret: null, fields };
  const parsed = providerSchema.shape.clientSecret.safeParse(clientSecret);
  if (parsed.data === undefined) {
    const problem = parsed.error?.issues[0]?.message ?? "It is missing";
    throw new InvalidInputError([{ field: "clientSecret", problem: `${problem}.` }]);
  }
  return { secret: await sealProviderSecret(cipher, id, parsed.data), fields };
}

function withoutNulls(fields: Fields): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));
}
