import { createHash } from "node:crypto";
import { CookieSeal } from "#server/crypto/cookie-seal.ts";
import type { KeyRing } from "#server/crypto/key-ring.ts";
import { type CookieSite, cookieValues, ownCookieName, setCookie } from "#server/http/cookies/cookies.ts";
import type { ProviderTestStep } from "#server/sign-in/provider-test/provider-test-report.ts";
import type { Prompt } from "#server/sign-in/providers/dialects/dialect.ts";

/** One sign-in under way in one tab: what its callback needs. */
export interface SignInTransaction {
  providerId: string;
  /** What the id meant when the sign-in began (provider-binding.ts). */
  binding: string;
  /** The whole SHA-256 of `state`; the cookie's name has only a part of it. */
  stateHash: string;
  codeVerifier: string;
  nonce: string | undefined;
  returnPath: string;
  startedAtSeconds: number;
  prompt?: Prompt;
  /** What the authorization request asked for: what was granted, where the token response doesn't say. */
  scope: string;
  /** Set when this asks for more access for a session, instead of signing in: its id. */
  connectSessionId?: string;
  /** Set when an administrator tests the provider: who, and what was found so far. No session comes of it. */
  test?: { userId: string; steps: readonly ProviderTestStep[] };
}

export interface FoundTransaction {
  transaction: SignInTransaction;
  /** Too old to sign in with; only its return path is used. */
  late: boolean;
}

export interface SignInTransactions {
  /** `Set-Cookie` values: the new transaction, and what had to go to keep the number bounded. */
  open(state: string, transaction: SignInTransaction, cookieHeader: string | undefined): Promise<string[]>;
  /** The transaction of this `state` in this browser, if there is one, unaltered. */
  find(state: string, cookieHeader: string | undefined): Promise<FoundTransaction | undefined>;
  /** `Set-Cookie` that ends it; sent on success and on error alike. */
  clear(state: string): string;
}

const lifetimeSeconds = 15 * 60;
/** How long the cookie keeps the return path of a sign-in that took too long at the provider. */
const wayBackSeconds = 4 * 60 * 60;
const maxOpen = 5;
/** All of them together, names included: with a long return path each, five would exceed the 16 kB that Node takes for a head. */
const maxOpenBytes = 6_000;

/**
 * Sealed cookies, one a transaction, named after its `state`, so that two tabs don't break each other.
 *
 * Auth.js keeps one state, verifier and nonce a browser; only what a callback needs of them is carried here. The path
 * is `/`, which `__Host-` demands: a sibling subdomain can't plant a transaction (login CSRF). SameSite=Lax since the
 * provider's redirect back is a cross-site navigation; a provider that POSTs back is turned into one first.
 *
 * Spec: RFC 6749 §10.12; RFC 9700 §4.7; RFC 6265bis §4.1.3.
 */
export function createSignInTransactions(
  keys: KeyRing,
  site: CookieSite,
  nowSeconds: () => number,
): SignInTransactions {
  const seal = new CookieSeal(keys, "auth-transaction");
  const prefix = ownCookieName(site, "-sign-in-");
  const nameOf = (stateHash: string) => prefix + stateHash.slice(0, 16);
  const expire = (name: string) => setCookie(name, "", { secure: site.secure, sameSite: "Lax", maxAgeSeconds: 0 });

  /** By name, with their sizes; browsers list cookies of one path oldest first (RFC 6265 §5.4). */
  function openCookies(cookieHeader: string | undefined): { name: string; bytes: number }[] {
    const pairs = (cookieHeader ?? "").split(";").map((pair) => pair.trim());
    const ours = pairs.filter((pair) => pair.startsWith(prefix));
    return [...new Map(ours.map((pair) => [pair.split("=", 1)[0] ?? "", pair.length]))].map(([name, bytes]) => ({
      name,
      bytes,
    }));
  }

  /** The names of the oldest, which have to go so that `bytes` more fit. */
  function tooMany(cookieHeader: string | undefined, bytes: number): string[] {
    const open = openCookies(cookieHeader);
    let left = open.length;
    let total = bytes + open.reduce((sum, cookie) => sum + cookie.bytes, 0);
    const dropped = open.filter((cookie) => {
      if (left < maxOpen && total <= maxOpenBytes) return false;
      left -= 1;
      total -= cookie.bytes;
      return true;
    });
    return dropped.map(({ name }) => name);
  }

  return {
    async open(state, transaction, cookieHeader) {
      const value = await seal.seal(transaction, wayBackSeconds);
      const name = nameOf(hashState(state));
      return [
        ...tooMany(cookieHeader, name.length + value.length).map(expire),
        setCookie(name, value, { secure: site.secure, sameSite: "Lax", maxAgeSeconds: wayBackSeconds }),
      ];
    },

    async find(state, cookieHeader) {
      const stateHash = hashState(state);
      const [value, planted] = cookieValues(cookieHeader, nameOf(stateHash));
      if (value === undefined || planted !== undefined) return undefined;
      const unsealed = await seal.unseal<SignInTransaction>(value);
      if (!unsealed.ok || unsealed.value.stateHash !== stateHash) return undefined;
      const ageSeconds = nowSeconds() - unsealed.value.startedAtSeconds;
      if (ageSeconds < -60 || ageSeconds >= wayBackSeconds) return undefined;
      return { transaction: unsealed.value, late: ageSeconds >= lifetimeSeconds };
    },

    clear: (state) => expire(nameOf(hashState(state))),
  };
}

export function hashState(state: string): string {
  return createHash("sha256").update(state).digest("base64url");
}
