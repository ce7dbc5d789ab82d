import type { AuditLog } from "#server/audit/audit-event.ts";
import type { Database } from "#server/database/database.ts";
import { AppError } from "#server/errors/app-error.ts";
import { publishedAt, publishLeadSeconds, type SigningAlgorithm, type SigningKeyRow } from "./signing-key-policy.ts";
import type { SigningKeyStore } from "./signing-key-store.ts";
import type { SigningKeys } from "./signing-keys.ts";

/** Announced when keys were made or retired; the payload is the retired key's id, or empty. */
export const signingKeysChangedChannel = "portico_signing_keys_changed";

export interface SigningKeySummary {
  kid: string;
  algorithm: string;
  /** Published: verifiers know it and it doesn't sign yet. Signing. Verifying: it signs no more, what it signed is still accepted. */
  state: "published" | "signing" | "verifying";
  createdAt: Date;
  /** When it began or begins to sign. */
  signsFrom: Date;
  /** When it stopped or stops to sign; `null` while no successor exists. */
  signsTo: Date | null;
  /** Until when verifiers find it in the key set; `null` while no successor exists. */
  publishedTo: Date | null;
}

export interface SigningKeyControl {
  /** Every key that is published now, by algorithm and the newest first. */
  list(): Promise<SigningKeySummary[]>;
  /** Makes a successor of each algorithm's key; it is published at once and signs after the lead time. Returns their ids. */
  rotate(): Promise<string[]>;
  /**
   * Takes a key out of use and out of the key set in every process: what it signed is refused here at once, and elsewhere as soon
   * as the verifier reads the key set again. If it was the one that signs, its successor signs from now on.
   *
   * Errors: admin_target_not_found for a key that isn't published.
   * Races:  the successor is announced before the key is withdrawn, so a process has it when it drops the old one.
   */
  retire(kid: string): Promise<{ kid: string; algorithm: string; signsNow: string | undefined }>;
}

export interface SigningKeyControlDeps {
  store: SigningKeyStore;
  keys: SigningKeys;
  database: Pick<Database, "transaction">;
  audit: AuditLog;
  longestTokenSeconds(): number;
  now?: () => Date;
}

export function createSigningKeyControl(deps: SigningKeyControlDeps): SigningKeyControl {
  const { store, keys, database, audit, longestTokenSeconds, now = () => new Date() } = deps;

  const announceMade = () => database.transaction((_, publish) => publish(signingKeysChangedChannel, ""));

  async function published(): Promise<SigningKeyRow[]> {
    return publishedAt(await store.list(), now());
  }

  /** Makes sure that a key of a later generation signs when `row` is gone. */
  async function replace(row: SigningKeyRow, rows: readonly SigningKeyRow[]): Promise<void> {
    const algorithm = keys.algorithms.find((one) => one === row.algorithm);
    if (!algorithm) return;
    const moment = now();
    const later = rows.filter((other) => other.algorithm === algorithm && other.generation > row.generation);
    if (later.some(({ activeFrom }) => activeFrom <= moment)) return;
    const signs = row.activeFrom <= moment;
    const [newest] = later.toSorted((a, b) => b.generation - a.generation);
    if (!newest) await keys.make(algorithm, row.generation + 1, signs ? 0 : publishLeadSeconds);
    else if (signs) await store.activate(newest, moment, longestTokenSeconds());
    else return;
    await keys.reload();
    await announceMade();
  }

  return {
    async list() {
      const rows = await published();
      const moment = now();
      return rows.map((row) => summary(row, rows, moment, keys.algorithms));
    },

    async rotate() {
      // One after the other: parallel queries would wait for the embedded database's only connection.
      const kids: string[] = [];
      for (const algorithm of keys.algorithms) kids.push(await keys.rotate(algorithm));
      await announceMade();
      return kids;
    },

    async retire(kid) {
      const rows = await published();
      const row = rows.find((one) => one.kid === kid);
      if (!row) throw new AppError("admin_target_not_found");
      await replace(row, rows);
      const withdrawn = await database.transaction(async (tx, publish) => {
        const done = await store.withdraw(tx, kid, now());
        if (done) await publish(signingKeysChangedChannel, kid);
        return done;
      });
      if (!withdrawn) throw new AppError("admin_target_not_found");
      keys.withdraw(kid);
      const { algorithm, generation } = row;
      audit.record({ type: "signing_key.retired", outcome: "success", details: { kid, algorithm, generation } });
      await keys.reload();
      return { kid, algorithm, signsNow: keys.current().signing.find(({ alg }) => alg === algorithm)?.kid };
    },
  };
}

function summary(
  row: SigningKeyRow,
  rows: readonly SigningKeyRow[],
  moment: Date,
  algorithms: readonly SigningAlgorithm[],
): SigningKeySummary {
  const { kid, algorithm, createdAt, activeFrom, retiredAt, publishedTo } = row;
  const used = algorithms.some((one) => one === algorithm);
  const newer = rows.some(
    (other) => other.algorithm === algorithm && other.generation > row.generation && other.activeFrom <= moment,
  );
  const state = activeFrom > moment ? "published" : newer || !used ? "verifying" : "signing";
  return { kid, algorithm, state, createdAt, signsFrom: activeFrom, signsTo: retiredAt, publishedTo };
}
