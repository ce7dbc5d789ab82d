import { type IgnoredEntries, inspectEntries } from "#server/catalog/managed/inspect-entries.ts";
import type { LoadedSettings } from "#server/config/settings.ts";
import { KeyRing } from "#server/crypto/key-ring.ts";
import { TokenCipher } from "#server/crypto/token-cipher.ts";
import { readPostgres } from "#server/database/inspect-postgres.ts";
import type { CheckResult } from "#server/sign-in/provider-check/check-result.ts";

export interface CheckedEntries {
  /** With the entries of the database, where they can be read. */
  settings: LoadedSettings;
  results: CheckResult[];
}

/**
 * Validates the clients, providers, resources and scopes of the database with the file's.
 *
 * Errors: none. A database that is away, or whose schema is not up to date, is a result of its own (check-database.ts). An
 *         embedded database is not opened, because a portal may have it open: check-running-portal.ts asks that.
 */
export async function checkEntries(file: LoadedSettings): Promise<CheckedEntries> {
  if (file.database.kind === "embedded") return { settings: file, results: [] };
  const cipher = new TokenCipher(new KeyRing(file.secrets));
  const found = await readPostgres(file.database, async ({ query, pending }) =>
    pending.length > 0 ? undefined : inspectEntries({ query, file, cipher }),
  ).catch(() => undefined);
  if (!found) return { settings: file, results: [] };
  const served: CheckResult = { outcome: "ok", subject: "entries of the database", found: `${found.count} are served` };
  return { settings: found.settings, results: [served, ...found.ignored.map(resultOf)] };
}

function resultOf({ why, facts: { kind, key, mistakes } }: IgnoredEntries): CheckResult {
  const subject = kind === undefined ? "entries of the database" : `${kind} ${key} of the database`;
  const said = Array.isArray(mistakes) ? `: ${mistakes.join("; ")}` : "";
  const fix =
    "Change or delete it in the console, by the API or a command, or remove what it contradicts from the file.";
  return { outcome: "failed", subject, found: `${why.replace(/^catalog: /, "")}${said}`, fix };
}
