import { createCipheriv, createDecipheriv, createHash, randomBytes, randomUUID } from "node:crypto";
import type { PersonId } from "#demo/people.ts";

/** What an access or refresh token stands for. */
export interface Grant {
  person: PersonId;
  scopes: readonly string[];
  /** Tokens that came from one authorization; they can die together. */
  family: string;
  issuer: string;
  sid: string;
  authTimeSeconds: number;
}

interface Sealed extends Grant {
  kind: "access" | "refresh";
  id: string;
  issuedAtMs: number;
  /** null: doesn't expire. */
  expiresAtSeconds: number | null;
}

export type Redemption = { ok: true; grant: Grant } | { ok: false; reason: "unknown" | "reused" };

/**
 * Tokens that hold their own meaning, encrypted, so that they outlive a restart of the demo: the portal's database does
 * too, and a person who was signed in before shouldn't find their tokens forgotten. What was revoked is remembered
 * until the end of the process only.
 */
export class IssuedTokens {
  readonly #key: Buffer;
  readonly #deadFamilies = new Set<string>();
  readonly #usedRefreshTokens = new Set<string>();
  readonly #grantsEndedAtMs = new Map<PersonId, number>();

  constructor(secret: string) {
    this.#key = createHash("sha256").update(`demo tokens/${secret}`).digest();
  }

  issue(prefix: string, kind: Sealed["kind"], grant: Grant, lifetimeSeconds: number | null): string {
    const expiresAtSeconds = lifetimeSeconds === null ? null : Math.floor(Date.now() / 1000) + lifetimeSeconds;
    const { person, scopes, family, issuer, sid, authTimeSeconds } = grant;
    const content = { person, scopes, family, issuer, sid, authTimeSeconds };
    return prefix + this.#seal({ ...content, kind, id: randomUUID(), issuedAtMs: Date.now(), expiresAtSeconds });
  }

  findAccess(token: string): Grant | undefined {
    const found = this.#open(token);
    return found?.kind === "access" && this.#isAlive(found) ? found : undefined;
  }

  /** A refresh token is used: with single use, a second time is "reused". */
  redeemRefresh(token: string, singleUse: boolean): Redemption {
    const found = this.#open(token);
    if (found?.kind !== "refresh" || !this.#isAlive(found)) return { ok: false, reason: "unknown" };
    if (this.#usedRefreshTokens.has(found.id)) return { ok: false, reason: "reused" };
    if (singleUse) this.#usedRefreshTokens.add(found.id);
    return { ok: true, grant: found };
  }

  /** Kills the token's whole family, whichever kind it is. Returns whose it was. */
  revoke(token: string): PersonId | undefined {
    const found = this.#open(token);
    if (found) this.#deadFamilies.add(found.family);
    return found?.person;
  }

  killFamily(family: string): void {
    this.#deadFamilies.add(family);
  }

  revokeAllOf(person: PersonId): void {
    this.#grantsEndedAtMs.set(person, Date.now());
  }

  reset(): void {
    this.#deadFamilies.clear();
    this.#usedRefreshTokens.clear();
    this.#grantsEndedAtMs.clear();
  }

  #isAlive({ family, person, issuedAtMs, expiresAtSeconds }: Sealed): boolean {
    if (this.#deadFamilies.has(family)) return false;
    if (issuedAtMs <= (this.#grantsEndedAtMs.get(person) ?? 0)) return false;
    return expiresAtSeconds === null || expiresAtSeconds > Date.now() / 1000;
  }

  #seal(content: Sealed): string {
    const iv = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", this.#key, iv);
    const sealed = Buffer.concat([cipher.update(JSON.stringify(content), "utf8"), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64url");
  }

  /** The dot ends the prefix: base64url text has none. */
  #open(token: string): Sealed | undefined {
    const bytes = Buffer.from(token.slice(token.lastIndexOf(".") + 1), "base64url");
    if (bytes.length < 28) return undefined;
    try {
      const decipher = createDecipheriv("aes-256-gcm", this.#key, bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return JSON.parse(decipher.update(bytes.subarray(28), undefined, "utf8") + decipher.final("utf8")) as Sealed;
    } catch {
      // Not ours, or of another secret.
      return undefined;
    }
  }
}
