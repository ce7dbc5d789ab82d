import { createHash, randomBytes } from "node:crypto";
import type { Grant } from "./issued-tokens.ts";

export interface CodeContent {
  grant: Grant;
  redirectUri: string;
  codeChallenge: string;
  nonce: string | undefined;
  withRefreshToken: boolean;
}

const lifetimeMs = 60_000;

/** Authorization codes: a minute, one use. A second use kills what the first one got (RFC 6749 §4.1.2). */
export class AuthorizationCodes {
  readonly #codes = new Map<string, { content: CodeContent; expiresAtMs: number; used: boolean }>();

  issue(content: CodeContent): string {
    const nowMs = Date.now();
    for (const [code, { expiresAtMs }] of this.#codes) if (expiresAtMs < nowMs) this.#codes.delete(code);
    const code = `demo-${randomBytes(24).toString("base64url")}`;
    this.#codes.set(code, { content, expiresAtMs: nowMs + lifetimeMs, used: false });
    return code;
  }

  /** Any failed attempt uses the code up, too. */
  redeem(
    code: string | null,
    attempt: { redirectUri: string | null; codeVerifier: string | null },
  ): { ok: true; content: CodeContent } | { ok: false; reason: string; reusedFamily?: string } {
    const found = this.#codes.get(code ?? "");
    if (!found || found.expiresAtMs < Date.now()) return { ok: false, reason: "The code is unknown or expired." };
    const { content, used } = found;
    found.used = true;
    if (used) return { ok: false, reason: "The code was used before.", reusedFamily: content.grant.family };
    if (attempt.redirectUri !== content.redirectUri) return { ok: false, reason: "The redirect_uri differs." };
    if (!verifies(attempt.codeVerifier, content.codeChallenge)) {
      return { ok: false, reason: "The code_verifier does not fit the code_challenge." };
    }
    return { ok: true, content };
  }
}

/** Spec: RFC 7636 §4.6. */
function verifies(verifier: string | null, challenge: string): boolean {
  if (!verifier || !/^[\w.~-]{43,128}$/.test(verifier)) return false;
  return createHash("sha256").update(verifier).digest("base64url") === challenge;
}
