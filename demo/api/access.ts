import type { IncomingMessage, ServerResponse } from "node:http";
import { sendProblem } from "./problem.ts";
import { metadataAddress } from "./protected-resource.ts";

/** Who calls, as a checked token says it. */
export interface Caller {
  subject: string;
  scopes: readonly string[];
  clientId: string | undefined;
  claims: Readonly<Record<string, unknown>>;
}

export type TokenVerdict =
  | { ok: true; caller: Caller }
  /** missing: no token at all. issuer_down: it can't be told now, so neither yes nor no. */
  | { ok: false; reason: "missing" | "invalid" | "issuer_down"; detail: string };

/** A token and how it came; DPoP: with a proof of the key that it is bound to (RFC 9449 §7.1). */
export interface SentToken {
  scheme: "bearer" | "dpop";
  value: string;
}

export function sentToken(request: IncomingMessage): SentToken | undefined {
  const [, scheme, value] = /^(Bearer|DPoP) ([\w.~+/=-]+)$/i.exec(request.headers.authorization ?? "") ?? [];
  if (!scheme || !value) return undefined;
  return { scheme: scheme.toLowerCase() === "dpop" ? "dpop" : "bearer", value };
}

export function bearerToken(request: IncomingMessage): string | undefined {
  const sent = sentToken(request);
  return sent?.scheme === "bearer" ? sent.value : undefined;
}

export const missingToken: TokenVerdict = { ok: false, reason: "missing", detail: "Send a bearer token." };

/** The caller, or undefined after having answered. Spec: RFC 6750 §3, RFC 9728 §5.1. */
export function admit(response: ServerResponse, verdict: TokenVerdict, audience: string): Caller | undefined {
  if (verdict.ok) return verdict.caller;
  const { reason, detail } = verdict;
  if (reason === "issuer_down") {
    sendProblem(response, 503, "Token can't be checked now", detail, { "retry-after": "2" });
    return undefined;
  }
  // §3.1: without a token the challenge says nothing about errors.
  const error =
    reason === "missing" ? "" : `, error="invalid_token", error_description="${detail.replace(/["\\]/g, "'")}"`;
  sendProblem(response, 401, "Token needed", detail, {
    "www-authenticate": `Bearer realm="${audience}", resource_metadata="${metadataAddress(audience)}"${error}, DPoP algs="ES256"${error}`,
  });
  return undefined;
}

/** The challenge names what the token has as well, because a client asks for just what it is told (RFC 6750 §3.1). */
export function requireScope(response: ServerResponse, caller: Caller, scope: string): boolean {
  if (caller.scopes.includes(scope)) return true;
  const [audience] = [caller.claims["aud"]].flat();
  const where = typeof audience === "string" ? `, resource_metadata="${metadataAddress(audience)}"` : "";
  const challenge = `Bearer error="insufficient_scope", scope="${[...caller.scopes, scope].join(" ")}"${where}`;
  sendProblem(response, 403, "Not allowed", `The token lacks the scope ${scope}.`, { "www-authenticate": challenge });
  return false;
}
