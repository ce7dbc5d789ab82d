import { createHash } from "node:crypto";
import type { Person } from "#demo/people.ts";
import type { Grant } from "./issued-tokens.ts";
import type { Realm } from "./realm.ts";
import { signJwt } from "./sign-jwt.ts";

const lifetimeSeconds = 3600;

/** Spec: OpenID Connect Core §2, §3.1.3.6 (at_hash). A refreshed ID token has no nonce (§12.2). */
export function makeIdToken(
  { context, dialect }: Realm,
  person: Person,
  grant: Grant,
  accessToken: string,
  nonce: string | undefined,
): Promise<string> {
  const issuedAtSeconds = Math.floor(Date.now() / 1000);
  const claims = {
    iss: grant.issuer,
    aud: context.client.clientId,
    sub: dialect.subjectOf(person),
    iat: issuedAtSeconds,
    exp: issuedAtSeconds + lifetimeSeconds,
    auth_time: grant.authTimeSeconds,
    sid: grant.sid,
    at_hash: leftHalfHash(accessToken),
    ...(nonce === undefined ? {} : { nonce }),
    ...dialect.idTokenClaims(person, grant.scopes),
    ...context.state.behaviour.claims,
  };
  return signJwt(claims, context.keys, context.state.behaviour.idTokens);
}

function leftHalfHash(text: string): string {
  return createHash("sha256").update(text).digest().subarray(0, 16).toString("base64url");
}
