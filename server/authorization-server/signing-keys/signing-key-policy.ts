import type { JWK } from "jose";
import { idTokenSeconds } from "#server/authorization-server/records/token-lifetimes.ts";

export type SigningAlgorithm = "RS256" | "ES256" | "EdDSA";

/**
 * What the portal signs with. An EdDSA key is published only when a client uses it, because some libraries (cjose) log a
 * warning for each key of the set that they can't read.
 */
export function offeredAlgorithms(
  clients: readonly { idTokenAlgorithm: SigningAlgorithm }[],
): readonly SigningAlgorithm[] {
  const usesEdDsa = clients.some(({ idTokenAlgorithm }) => idTokenAlgorithm === "EdDSA");
  return usesEdDsa ? ["RS256", "ES256", "EdDSA"] : ["RS256", "ES256"];
}

export interface SigningKeyRow {
  kid: string;
  algorithm: string;
  /** 1, 2, 3, … per algorithm; unique, so that parallel rotations make one key. */
  generation: number;
  publicJwk: JWK;
  /** JWE of the private JWK. */
  privateJwk: string;
  createdAt: Date;
  activeFrom: Date;
  retiredAt: Date | null;
  publishedTo: Date | null;
}

/** Verifiers cache JWKS; a new key waits this long, published, before it signs. */
export const publishLeadSeconds = 60 * 60;
export const rotationSeconds = 90 * 24 * 60 * 60;
/**
 * Beyond the longest token's life: an expired ID token is still a valid id_token_hint for a while (OIDC RP-Initiated
 * Logout §4), and a process may be some minutes late to sign with the successor.
 */
const lingerSeconds = 24 * 60 * 60;

/** The longest that anything signed here is good for: ID tokens, or JWT access tokens of an API that wants them longer. */
export function longestTokenSeconds(
  resources: readonly { accessTokenFormat: "opaque" | "jwt"; accessTokenSeconds: number }[],
): number {
  const ofApis = resources.filter(({ accessTokenFormat }) => accessTokenFormat === "jwt");
  return Math.max(idTokenSeconds, ...ofApis.map(({ accessTokenSeconds }) => accessTokenSeconds));
}

export function supersededBy(
  successor: Pick<SigningKeyRow, "activeFrom">,
  tokenSeconds: number,
): { retiredAt: Date; publishedTo: Date } {
  return {
    retiredAt: successor.activeFrom,
    publishedTo: new Date(successor.activeFrom.getTime() + (tokenSeconds + lingerSeconds) * 1000),
  };
}

/**
 * Published keys of one moment, in the order of `algorithms` and, of one algorithm, the active one first: the library signs with
 * the first that fits, and simple verifiers take the first of the set. Keys of other algorithms come last, for verifying only.
 */
export function orderKeys<Row extends Pick<SigningKeyRow, "algorithm" | "generation" | "activeFrom" | "publishedTo">>(
  rows: readonly Row[],
  algorithms: readonly SigningAlgorithm[],
  now: Date,
): Row[] {
  const place = ({ algorithm }: Row) => {
    const index = algorithms.map(String).indexOf(algorithm);
    return index === -1 ? algorithms.length : index;
  };
  const rank = (row: Row) => (row.activeFrom <= now ? 0 : 1);
  return publishedAt(rows, now).sort((a, b) => place(a) - place(b) || rank(a) - rank(b) || b.generation - a.generation);
}

export function publishedAt<Row extends Pick<SigningKeyRow, "publishedTo">>(rows: readonly Row[], now: Date): Row[] {
  return rows.filter((row) => row.publishedTo === null || row.publishedTo > now);
}

/**
 * Of one algorithm's keys the newest, when it stopped signing without a successor, because no client wanted the algorithm, and is
 * still published: it can go on, and verifiers know it.
 */
export function restingKey<Row extends Pick<SigningKeyRow, "generation" | "retiredAt" | "publishedTo">>(
  rows: readonly Row[],
  now: Date,
): Row | undefined {
  const [newest] = rows.toSorted((a, b) => b.generation - a.generation);
  return newest?.retiredAt && publishedAt([newest], now).length > 0 ? newest : undefined;
}

/** The generation to make now, if any: the first one, or the next when the newest signs long enough or no longer. */
export function generationDue(
  rows: readonly Pick<SigningKeyRow, "algorithm" | "generation" | "activeFrom" | "retiredAt">[],
  algorithm: SigningAlgorithm,
  now: Date,
): number | undefined {
  const newest = rows
    .filter((row) => row.algorithm === algorithm)
    .reduce<(typeof rows)[number] | undefined>((a, b) => (a && a.generation > b.generation ? a : b), undefined);
  if (!newest) return 1;
  // Retired without a successor, and published no more: no client used the algorithm for a while, and one does again.
  if (newest.retiredAt) return newest.generation + 1;
  const due = newest.activeFrom.getTime() + (rotationSeconds - publishLeadSeconds) * 1000;
  return now.getTime() >= due ? newest.generation + 1 : undefined;
}
