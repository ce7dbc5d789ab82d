import type { AdapterPayload } from "oidc-provider";
import { withoutIdTokenHint } from "#server/authorization-server/library/without-id-token-hint.ts";
import { openUnderId, sealUnderId } from "#server/crypto/seal-under-id.ts";

/** Everything in these is what an anonymous caller sent: `state`, `nonce`, `login_hint`, a request object. */
const sealedWhole = new Set(["Interaction", "PushedAuthorizationRequest"]);
/** What a caller handed in and a token repeats; all else of these records is looked at in the database. */
const sealedParts: Readonly<Record<string, readonly string[]>> = {
  AuthorizationCode: ["nonce", "claims"],
  RefreshToken: ["nonce", "claims"],
  AccessToken: ["claims"],
};

/**
 * Keeps what callers hand in from standing in the database in clear: it is sealed under the record's own id (the code, the
 * token, the cookie's value), of which the database knows the hash.
 *
 * Cost: a key derivation and AES-GCM, some 20 µs, for records that have such fields.
 */
export function sealPayload(model: string, id: string, payload: AdapterPayload): AdapterPayload {
  if (sealedWhole.has(model)) {
    // The library checked the hint when the request came; the rest of the way its subject is enough.
    const kept = model === "Interaction" ? withoutIdTokenHint(payload) : payload;
    return { kind: model, sealed: sealUnderId(id, purposeOf(model), kept) } as AdapterPayload;
  }
  const { parts, rest } = split(payload, sealedParts[model] ?? []);
  if (Object.keys(parts).length === 0) return payload;
  // The record of a JWT is found by a handle as well, and needs none of it: the JWT itself says it.
  if ("jwtId" in payload) return rest;
  return { ...rest, sealed: sealUnderId(id, purposeOf(model), parts) };
}

/** Errors: throws for a broken seal: such a record is none. */
export function openPayload(model: string, id: string, payload: AdapterPayload): AdapterPayload {
  const { sealed, ...rest } = payload as AdapterPayload & { sealed?: string };
  if (sealed === undefined) return payload;
  return { ...rest, ...(openUnderId(id, purposeOf(model), sealed) as AdapterPayload) };
}

function purposeOf(model: string): string {
  return `oidc-record/${model}`;
}

function split(payload: AdapterPayload, names: readonly string[]) {
  const parts: Record<string, unknown> = {};
  const rest: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(payload)) {
    if (value !== undefined) (names.includes(name) ? parts : rest)[name] = value;
  }
  return { parts, rest: rest as AdapterPayload };
}
