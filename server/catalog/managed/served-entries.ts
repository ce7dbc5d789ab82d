import type { LoadedSettings } from "#server/config/settings.ts";
import type { TokenCipher } from "#server/crypto/token-cipher.ts";
import type { Logger } from "#server/http/log/logger.ts";
import type { EntryRow } from "./catalog-entry-store.ts";
import { type ParsedEntries, toConfigForm } from "./config-form.ts";
import { openProviderSecret } from "./provider-secret.ts";
import { isInFile, settleWhole } from "./settle-whole.ts";

export interface ServedEntriesDeps {
  file: LoadedSettings;
  cipher: Pick<TokenCipher, "decrypt">;
  log: Pick<Logger, "warn">;
}

/** Entries of one kind that count, settled, with the rows they come from. */
export interface ServedEntries {
  settings: LoadedSettings;
  rows: readonly EntryRow[];
}

/**
 * Settles the entries of one kind that the portal serves. Entries that are disabled, that the file has too, that can't be read or
 * that have a mistake are left out, the last three with a warning: a start must not depend on rows, and an entry that the file's
 * own checks would refuse must not be served because it stands elsewhere.
 */
export async function settleServed(deps: ServedEntriesDeps, given: readonly EntryRow[]): Promise<ServedEntries> {
  const { file, log } = deps;
  const leaveOut = ({ kind, key }: EntryRow, why: string, facts: object = {}) =>
    log.warn(`catalog: entry of the database ignored: ${why}`, { kind, key, ...facts });

  const secrets = new Map<string, string>();
  const usable: EntryRow[] = [];
  for (const row of given.filter(({ enabled }) => enabled)) {
    if (isInFile(file, row)) leaveOut(row, "the settings have the same key");
    else if (row.secret === null) usable.push(row);
    else {
      const secret = await openProviderSecret(deps.cipher, row).catch(() => undefined);
      // Without its secret it would count as a public client of the provider.
      if (!secret) leaveOut(row, "its secret can't be decrypted: has PORTICO_SECRETS changed?");
      else {
        secrets.set(row.id, secret.reveal());
        usable.push(row);
      }
    }
  }

  let rows = usable;
  for (;;) {
    const parsed = toConfigForm(rows, ({ id }) => secrets.get(id));
    for (const row of parsed.unreadable) leaveOut(row, "it has another form than this version reads");
    rows = rows.filter((row) => !parsed.unreadable.includes(row));
    const { settings, mistakes } = settleWhole(file, withUndeclared(file, parsed));
    if (settings) return { settings, rows };
    const wrong = rows.filter(({ kind, key }) =>
      mistakes.some(({ entry }) => entry?.kind === kind && entry.key === key),
    );
    for (const row of wrong) {
      const own = mistakes.filter(({ entry }) => entry?.kind === row.kind && entry.key === row.key);
      const said = own.map(({ mistake: { setting, problem } }) => `${setting}: ${problem}`);
      leaveOut(row, "it has mistakes", { mistakes: said });
    }
    if (wrong.length === 0) {
      log.warn("catalog: entries of the database ignored: they contradict the settings", {
        mistakes: mistakes.map(({ mistake: { setting, problem } }) => `${setting}: ${problem}`),
      });
      return { settings: file, rows: [] };
    }
    rows = rows.filter((row) => !wrong.includes(row));
  }
}

/** One kind is settled without the others: the resources that clients name are those of the database, too. */
function withUndeclared(file: LoadedSettings, parsed: ParsedEntries): ParsedEntries {
  const declared = new Set(file.resources.map(({ identifier }) => identifier));
  const named = new Set(parsed.further.clients.flatMap(({ resources, introspects }) => [...resources, ...introspects]));
  const missing = [...named].filter((identifier) => !declared.has(identifier));
  const resources = missing.map((identifier) => ({
    identifier,
    name: identifier,
    translations: {},
    scopes: [],
    accessTokenFormat: "opaque" as const,
    accessTokenAlgorithm: "ES256" as const,
    openTo: [],
    checksStatusLists: false,
  }));
  return { ...parsed, further: { ...parsed.further, resources: [...parsed.further.resources, ...resources] } };
}
