import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from "jose";
import type { AuditLog } from "#server/audit/audit-event.ts";
import { Secret } from "#server/crypto/secret.ts";
import type { CellAddress, TokenCipher } from "#server/crypto/token-cipher.ts";
import type { Logger } from "#server/http/log/logger.ts";
import {
  generationDue,
  orderKeys,
  publishLeadSeconds,
  type SigningAlgorithm,
  type SigningKeyRow,
} from "./signing-key-policy.ts";
import type { SigningKeyStore } from "./signing-key-store.ts";

export interface LoadedKeys {
  /** Private JWKs, per algorithm the active one first. */
  signing: readonly JWK[];
  /** Public JWKs of everything that may still have to be verified. */
  published: readonly JWK[];
}

export interface SigningKeys {
  /** What is signed with; there is a key for each. */
  algorithms: readonly SigningAlgorithm[];
  current(): LoadedKeys;
  /** The key that signs now, for signing without oidc-provider. */
  signer(algorithm: SigningAlgorithm): Promise<{ kid: string; key: CryptoKey | Uint8Array }>;
  /** Reads the database again, makes what is due; calls the listener when something changed. */
  refresh(): Promise<void>;
  /** Reads the database again and makes nothing. */
  reload(): Promise<void>;
  /** Forgets a key that was retired, at once and for good; the successor comes with the next `reload`. */
  withdraw(kid: string): void;
  /** Makes the key of a generation, unless another process did; it signs after `leadSeconds`. */
  make(algorithm: SigningAlgorithm, generation: number, leadSeconds: number): Promise<void>;
  /**
   * Makes the successor of the newest key that this process knows; it is published at once and signs after the lead time.
   * Races: several processes that rotate together make one.
   */
  rotate(algorithm: SigningAlgorithm): Promise<string>;
  onChanged(listener: (keys: LoadedKeys) => void): void;
}

export interface SigningKeysDeps {
  store: SigningKeyStore;
  cipher: TokenCipher;
  audit: AuditLog;
  log: Logger;
  algorithms: readonly SigningAlgorithm[];
  /** How long anything signed here is good for: as long a key that signs no more stays published. */
  longestTokenSeconds(): number;
  now?: () => Date;
}

const cell = (kid: string): CellAddress => ({ table: "signing_keys", id: kid, column: "private_jwk" });

/**
 * The authorization server's signing keys: made at first start, kept encrypted, published before they sign.
 *
 * Races: processes that start together make one key per algorithm (unique generation), the others read it.
 * Spec:  RFC 7517; OIDC Core §10.1.1.
 */
export async function createSigningKeys(deps: SigningKeysDeps): Promise<SigningKeys> {
  const { store, cipher, audit, log, algorithms, now = () => new Date() } = deps;
  let loaded: LoadedKeys = { signing: [], published: [] };
  let fingerprint = "";
  const listeners = new Set<(keys: LoadedKeys) => void>();
  const opened = new Map<string, JWK | undefined>();
  const unreadable: string[] = [];
  /** A reading that began before a key was retired must not bring it back. */
  const withdrawn = new Set<string>();
  /** Newest generation of each algorithm as of the last look: what a rotation follows. */
  const newest = new Map<string, number>();

  // The first key signs at once, because no verifier can have cached a key set before it.
  const usualLead = (generation: number) => (generation === 1 ? 0 : publishLeadSeconds);

  async function make(algorithm: SigningAlgorithm, generation: number, leadSeconds: number): Promise<void> {
    const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
    const publicJwk = await exportJWK(publicKey);
    const kid = await calculateJwkThumbprint(publicJwk);
    const facts = { kid, alg: algorithm, use: "sig" };
    const privateJwk = new Secret(JSON.stringify({ ...(await exportJWK(privateKey)), ...facts }));
    const row = {
      kid,
      algorithm,
      generation,
      publicJwk: { ...publicJwk, ...facts },
      privateJwk: await cipher.encrypt(cell(kid), privateJwk),
      activeFrom: new Date(now().getTime() + leadSeconds * 1000),
    };
    if (!(await store.insert(row))) return;
    await store.supersede(row, deps.longestTokenSeconds());
    audit.record({ type: "signing_key.created", outcome: "success", details: { kid, algorithm, generation } });
  }

  async function open(row: SigningKeyRow): Promise<JWK | undefined> {
    if (opened.has(row.kid)) return opened.get(row.kid);
    try {
      const secret = await cipher.decrypt(cell(row.kid), row.privateJwk);
      opened.set(row.kid, JSON.parse(secret.reveal()) as JWK);
    } catch {
      // The secret that encrypted it was dropped: what it signed can still be verified, nothing more is signed with it.
      unreadable.push(row.kid);
      opened.set(row.kid, undefined);
    }
    return opened.get(row.kid);
  }

  /** All in one line: they were encrypted with the same secret. */
  function sayUnreadable(): void {
    const kids = unreadable.splice(0);
    if (kids.length === 0) return;
    log.warn(
      "signing keys can't be decrypted: has PORTICO_SECRETS changed? An old secret stays after the new one (new,old)",
      { kids },
    );
  }

  async function load(): Promise<void> {
    const stored = await store.list();
    for (const { algorithm, generation } of stored) {
      newest.set(algorithm, Math.max(generation, newest.get(algorithm) ?? 0));
    }
    const rows = orderKeys(stored, algorithms, now()).filter(({ kid }) => !withdrawn.has(kid));
    const signing: JWK[] = [];
    for (const row of rows) {
      const key = await open(row);
      if (key) signing.push(key);
    }
    sayUnreadable();
    use({ signing, published: rows.map(({ publicJwk }) => publicJwk) });
  }

  function use(next: LoadedKeys): void {
    const kept = (list: readonly JWK[]) => list.filter(({ kid }) => !withdrawn.has(kid ?? ""));
    loaded = { signing: kept(next.signing), published: kept(next.published) };
    const seen = JSON.stringify([loaded.signing, loaded.published].map((list) => list.map(({ kid }) => kid)));
    if (seen !== fingerprint) for (const listener of listeners) listener(loaded);
    fingerprint = seen;
  }

  async function makeWhatIsDue(): Promise<void> {
    const rows = await store.list();
    for (const algorithm of algorithms) {
      const usable = (await Promise.all(rows.filter((row) => row.algorithm === algorithm).map(open))).some(Boolean);
      const last = Math.max(0, ...rows.filter((row) => row.algorithm === algorithm).map((row) => row.generation));
      const due = usable ? generationDue(rows, algorithm, now()) : last + 1;
      if (due !== undefined) await make(algorithm, due, usualLead(due));
    }
  }

  const keys: SigningKeys = {
    algorithms,
    current: () => loaded,
    async signer(algorithm) {
      const jwk = loaded.signing.find((key) => key.alg === algorithm);
      if (!jwk?.kid) throw new Error(`no ${algorithm} signing key`);
      return { kid: jwk.kid, key: await importJWK(jwk, algorithm) };
    },
    async refresh() {
      await makeWhatIsDue();
      await load();
      await store.purge(now());
    },
    reload: load,
    withdraw(kid) {
      withdrawn.add(kid);
      use(loaded);
    },
    make,
    async rotate(algorithm) {
      // Not from a fresh look: of two processes that rotate together the second would then find the first one's key and
      // make yet another.
      const generation = (newest.get(algorithm) ?? 0) + 1;
      await make(algorithm, generation, usualLead(generation));
      await load();
      const made = (await store.list()).find((row) => row.algorithm === algorithm && row.generation === generation);
      if (!made) throw new Error(`the new ${algorithm} signing key is gone`);
      return made.kid;
    },
    onChanged: (listener) => void listeners.add(listener),
  };
  // Not at every refresh: while processes with other settings run side by side, they would undo each other's work.
  await store.retireOthers(algorithms, now(), deps.longestTokenSeconds());
  await keys.refresh();
  return keys;
}
