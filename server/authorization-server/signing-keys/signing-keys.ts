import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from "jose";
import type { AuditLog } from "#server/audit/audit-event.ts";
import type { TokenCipher } from "#server/crypto/token-cipher.ts";
import type { Logger } from "#server/http/log/logger.ts";
import { createPrivateKeys } from "./private-keys.ts";
import {
  generationDue,
  orderKeys,
  publishLeadSeconds,
  restingKey,
  type SigningAlgorithm,
  type SigningKeyRow,
} from "./signing-key-policy.ts";
import type { SigningKeyStore } from "./signing-key-store.ts";
import { takeTurns } from "./take-turns.ts";
import type { WantedAlgorithms } from "./wanted-algorithms.ts";

export interface LoadedKeys {
  /** What is signed with, and offered to clients; there is a key for each. */
  algorithms: readonly SigningAlgorithm[];
  /** Private JWKs, per algorithm the active one first. */
  signing: readonly JWK[];
  /** Public JWKs of everything that may still have to be verified. */
  published: readonly JWK[];
}

export interface SigningKeys {
  /** What is signed with now: that of `current()`. */
  readonly algorithms: readonly SigningAlgorithm[];
  current(): LoadedKeys;
  /** The key that signs now, for signing without oidc-provider. */
  signer(algorithm: SigningAlgorithm): Promise<{ kid: string; key: CryptoKey | Uint8Array }>;
  /**
   * Follows the catalog: makes or reads the key of an algorithm that a client wants and none wanted before, and signs no more with one
   * that no client wants any more. `undefined`, with nothing read, while the catalog's clients want what they wanted before.
   *
   * Errors: those of the database; the next call tries again.
   * Races:  of several processes that make the key together one does, the others read it.
   */
  catchUp(): Promise<void> | undefined;
  /** Reads the database again, follows what clients want, makes what is due; calls the listener when something changed. */
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
  wanted: WantedAlgorithms;
  /** How long anything signed here is good for: as long a key that signs no more stays published. */
  longestTokenSeconds(): number;
  now?: () => Date;
}

/**
 * The authorization server's signing keys: made when first needed, kept encrypted, published before they sign.
 *
 * Races: processes that start together make one key per algorithm (unique generation), the others read it.
 * Spec:  RFC 7517; OIDC Core §10.1.1.
 */
export async function createSigningKeys(deps: SigningKeysDeps): Promise<SigningKeys> {
  const { store, audit, wanted, now = () => new Date() } = deps;
  let loaded: LoadedKeys = { algorithms: [], signing: [], published: [] };
  /** What the catalog's clients wanted at the last look. */
  let followed: string | undefined;
  let fingerprint = "";
  const listeners = new Set<(keys: LoadedKeys) => void>();
  const privateKeys = createPrivateKeys(deps.cipher, deps.log);
  /** A reading that began before a key was retired must not bring it back. */
  const withdrawn = new Set<string>();
  /** Newest generation of each algorithm as of the last look: what a rotation follows. */
  const newest = new Map<string, number>();
  // An older look at the database must not replace a newer one.
  const inTurn = takeTurns();

  async function make(algorithm: SigningAlgorithm, generation: number, leadSeconds: number): Promise<void> {
    const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
    const publicJwk = await exportJWK(publicKey);
    const kid = await calculateJwkThumbprint(publicJwk);
    const facts = { kid, alg: algorithm, use: "sig" };
    const row = {
      kid,
      algorithm,
      generation,
      publicJwk: { ...publicJwk, ...facts },
      privateJwk: await privateKeys.seal(kid, { ...(await exportJWK(privateKey)), ...facts }),
      activeFrom: new Date(now().getTime() + leadSeconds * 1000),
    };
    if (!(await store.insert(row))) return;
    await store.supersede(row, deps.longestTokenSeconds());
    audit.record({ type: "signing_key.created", outcome: "success", details: { kid, algorithm, generation } });
  }

  async function load(algorithms: readonly SigningAlgorithm[]): Promise<void> {
    const stored = await store.list();
    for (const { algorithm, generation } of stored) {
      newest.set(algorithm, Math.max(generation, newest.get(algorithm) ?? 0));
    }
    const rows = orderKeys(stored, algorithms, now()).filter(({ kid }) => !withdrawn.has(kid));
    const signing: JWK[] = [];
    for (const row of rows) {
      const key = await privateKeys.open(row);
      if (key) signing.push(key);
    }
    privateKeys.logUnreadable();
    use({ algorithms, signing, published: rows.map(({ publicJwk }) => publicJwk) });
  }

  function use({ algorithms, ...next }: LoadedKeys): void {
    const kept = (list: readonly JWK[]) => list.filter(({ kid }) => !withdrawn.has(kid ?? ""));
    loaded = { algorithms, signing: kept(next.signing), published: kept(next.published) };
    const kids = [loaded.signing, loaded.published].map((list) => list.map(({ kid }) => kid));
    const seen = JSON.stringify([algorithms, ...kids]);
    if (seen !== fingerprint) for (const listener of listeners) listener(loaded);
    fingerprint = seen;
  }

  async function makeWhatIsDue(algorithms: readonly SigningAlgorithm[]): Promise<void> {
    const rows = await store.list();
    const ofAlgorithm = (one: SigningAlgorithm) => rows.filter(({ algorithm }) => algorithm === one);
    for (const algorithm of algorithms) await makeIfDue(algorithm, ofAlgorithm(algorithm));
  }

  async function makeIfDue(algorithm: SigningAlgorithm, rows: readonly SigningKeyRow[]): Promise<void> {
    const notRetired = rows.filter(({ retiredAt }) => retiredAt === null || retiredAt > now());
    const usable = (await Promise.all(notRetired.map(privateKeys.open))).some(Boolean);
    const resting = restingKey(rows, now());
    if (resting && (await privateKeys.open(resting)) && (await store.resume(resting.kid, now()))) return;
    const last = Math.max(0, ...rows.map(({ generation }) => generation));
    const due = usable ? generationDue(rows, algorithm, now()) : last + 1;
    // Without another key that signs, waiting has no use.
    if (due !== undefined) await make(algorithm, due, usable ? publishLeadSeconds : 0);
  }

  /** What clients want is read first, so that a change meanwhile is seen by the next `catchUp`. */
  async function followClients(): Promise<void> {
    const ofCatalog = String(wanted.ofCatalog());
    const algorithms = await wanted.ofAll();
    // Not at every look: processes with other settings that run side by side would undo each other's work.
    const dropped = loaded.algorithms.some((one) => !algorithms.includes(one));
    if (dropped) await store.retireOthers(algorithms, now(), deps.longestTokenSeconds());
    await makeWhatIsDue(algorithms);
    await load(algorithms);
    followed = ofCatalog;
  }

  const isFollowed = () => followed === String(wanted.ofCatalog());

  const keys: SigningKeys = {
    get algorithms() {
      return loaded.algorithms;
    },
    current: () => loaded,
    async signer(algorithm) {
      const jwk = loaded.signing.find((key) => key.alg === algorithm);
      if (!jwk?.kid) throw new Error(`no ${algorithm} signing key`);
      return { kid: jwk.kid, key: await importJWK(jwk, algorithm) };
    },
    catchUp: () => (isFollowed() ? undefined : inTurn(async () => (isFollowed() ? undefined : await followClients()))),
    async refresh() {
      await inTurn(followClients);
      await store.purge(now());
    },
    reload: () => inTurn(() => load(loaded.algorithms)),
    withdraw(kid) {
      withdrawn.add(kid);
      use(loaded);
    },
    make,
    async rotate(algorithm) {
      // Not from a fresh look: of two processes that rotate together the second would then find the first one's key and
      // make yet another.
      const generation = (newest.get(algorithm) ?? 0) + 1;
      await make(algorithm, generation, publishLeadSeconds);
      await keys.reload();
      const made = (await store.list()).find((row) => row.algorithm === algorithm && row.generation === generation);
      if (!made) throw new Error(`the new ${algorithm} signing key is gone`);
      return made.kid;
    },
    onChanged: (listener) => void listeners.add(listener),
  };
  await store.retireOthers(await wanted.ofAll(), now(), deps.longestTokenSeconds());
  await keys.refresh();
  return keys;
}
