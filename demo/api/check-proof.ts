import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from "jose";
import type { SentToken, TokenVerdict } from "./access.ts";

const maxAgeSeconds = 60;

/**
 * Holds a token that is bound to a key to that key: without a proof for just this request it is worth nothing.
 *
 * Spec: RFC 9449 §4.3 (checks), §7.1 (no bound token as Bearer).
 */
export function createProofCheck(
  apiUrl: string,
  nowMs: () => number = Date.now,
): (request: IncomingMessage, sent: SentToken | undefined, verdict: TokenVerdict) => Promise<TokenVerdict> {
  const used = new Map<string, number>();

  function isReplay(id: string): boolean {
    for (const [old, expiresAtMs] of used) if (expiresAtMs < nowMs()) used.delete(old);
    if (used.has(id)) return true;
    used.set(id, nowMs() + 2 * maxAgeSeconds * 1000);
    return false;
  }

  async function isProof(request: IncomingMessage, token: string, thumbprint: string): Promise<boolean> {
    const proof = request.headers["dpop"];
    if (typeof proof !== "string") return false;
    try {
      const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
        typ: "dpop+jwt",
        algorithms: ["ES256"],
        maxTokenAge: maxAgeSeconds,
        clockTolerance: 5,
        requiredClaims: ["jti", "iat"],
      });
      const address = new URL(request.url ?? "/", apiUrl);
      const right =
        payload["htm"] === request.method &&
        payload["htu"] === address.origin + address.pathname &&
        payload["ath"] === createHash("sha256").update(token).digest("base64url") &&
        (await calculateJwkThumbprint(protectedHeader.jwk ?? {})) === thumbprint;
      return right && !isReplay(String(payload.jti));
    } catch {
      return false;
    }
  }

  return async (request, sent, verdict) => {
    if (!verdict.ok || !sent) return verdict;
    const { jkt } = (verdict.caller.claims["cnf"] ?? {}) as { jkt?: unknown };
    if (typeof jkt !== "string") return sent.scheme === "bearer" ? verdict : refused("The token is bound to no key.");
    if (sent.scheme !== "dpop") return refused("The token is bound to a key: send it with a DPoP proof.");
    return (await isProof(request, sent.value, jkt)) ? verdict : refused("The DPoP proof is missing or not right.");
  };
}

function refused(detail: string): TokenVerdict {
  return { ok: false, reason: "invalid", detail };
}
