/**
 * Claims that no rule may set: what tokens and their answers rest on (RFC 7519 §4.1, RFC 7662 §2.2, RFC 8693 §4, RFC 9068 §2.2,
 * OIDC Core §2), and an address, which counts as verified or not by its provider alone.
 */
const reserved: ReadonlySet<string> = new Set([
  ...["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "typ", "nonce", "at_hash", "c_hash", "s_hash", "azp", "sid"],
  ...["acr", "amr", "auth_time", "cnf", "act", "may_act", "client_id", "scope", "status", "events", "sub_jwk"],
  ...["active", "token_type", "username", "authorization_details", "email", "email_verified", "idp", "toe", "txn"],
]);

/** `_claim_names` would let an app fetch claims elsewhere (OIDC Core §5.6.2); `bff:` marks what the portal says of a session. */
export function isReservedClaim(name: string): boolean {
  return reserved.has(name) || name.startsWith("_") || name.startsWith("bff:");
}
