import type { LoadedSettings } from "#server/config/settings.ts";
import type { TokenCipher } from "#server/crypto/token-cipher.ts";
import { createCatalogEntryStore } from "./catalog-entry-store.ts";
import { catalogKinds } from "./entry-kinds.ts";
import { settleServed } from "./served-entries.ts";

/** Why a portal that starts now would leave out entries of the database. */
export interface IgnoredEntries {
  /** In the log's words. */
  why: string;
  facts: Readonly<Record<string, unknown>>;
}

export interface InspectEntriesDeps {
  query: Parameters<typeof createCatalogEntryStore>[0]["query"];
  file: LoadedSettings;
  cipher: Pick<TokenCipher, "decrypt">;
}

/** The settings with the entries of the database, as a portal that starts now would serve them; reads only. */
export async function inspectEntries({ query, file, cipher }: InspectEntriesDeps): Promise<{
  settings: LoadedSettings;
  count: number;
  ignored: readonly IgnoredEntries[];
}> {
  const store = createCatalogEntryStore({ query, transaction: () => Promise.reject(new Error("it only reads")) });
  const ignored: IgnoredEntries[] = [];
  const log = { warn: (why: string, facts: object = {}) => void ignored.push({ why, facts: { ...facts } }) };
  const rows = [];
  // One connection takes one statement at a time.
  for (const kind of catalogKinds) rows.push(...(await store.readAll(kind)));
  const served = await settleServed({ file, cipher, log }, rows);
  return { settings: served.settings, count: served.rows.length, ignored };
}
