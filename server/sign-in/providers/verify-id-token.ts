import { decodeJwt, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import { AppError } from "#server/errors/app-error.ts";
import { ProviderFailure, type Suspect } from "#server/sign-in/providers/failures/provider-failure.ts";
import type { ProviderMetadata } from "./provider-metadata.ts";
import { isTenantTemplate, tenantIssuer } from "./tenant-issuers.ts";

export interface IdTokenExpectations {
  metadata: ProviderMetadata;
  clientId: string;
  /** `undefined` where the flow has none (a refreshed token). */
  nonce: string | undefined;
  keys: JWTVerifyGetKey;
  nowSeconds: number;
}

export type IdTokenClaims = JWTPayload & { sub: string; iss: string; iat: number; exp: number };

const clockToleranceSeconds = 60;
const asymmetric = /^(RS|PS|ES)(256|384|512)$|^(EdDSA|Ed25519|ML-DSA-(44|65|87))$/;

/**
 * What we accept of what the provider says it signs with: never `none`, never HS* (the public key would be the secret).
 * OpenID Connect Core §3.1.3.7 (7): RS256 when nothing is said.
 */
export function acceptedAlgorithms(
  metadata: Pick<ProviderMetadata, "id_token_signing_alg_values_supported">,
): string[] {
  const said = (metadata.id_token_signing_alg_values_supported ?? []).filter((name) => asymmetric.test(name));
  return said.length > 0 ? said : ["RS256"];
}

/**
 * Verifies an ID token before a session is made; Auth.js checks claims but not the signature.
 *
 * Errors: provider_rejected naming the check that failed; provider_clock_differs when only the time doesn't fit;
 *         provider_unreachable when the keys can't be fetched.
 * Spec:   OpenID Connect Core 1.0 §3.1.3.7; RFC 8725 §3.1.
 */
export async function verifyIdToken(idToken: unknown, expected: IdTokenExpectations): Promise<IdTokenClaims> {
  if (typeof idToken !== "string") throw rejected("the token response has no ID token");
  const { metadata, clientId, keys, nowSeconds } = expected;
  const claims = await verified(nowSeconds, () =>
    jwtVerify(idToken, keys, {
      issuer: issuerFor(idToken, metadata.issuer),
      audience: clientId,
      algorithms: acceptedAlgorithms(metadata),
      requiredClaims: ["sub", "iat", "exp"],
      clockTolerance: clockToleranceSeconds,
      currentDate: new Date(nowSeconds * 1000),
    }),
  );
  if (!claims.sub || claims.sub.length > 255) throw rejected("sub is empty or too long");
  if (typeof claims.iat !== "number" || claims.iat > nowSeconds + clockToleranceSeconds) {
    throw clocksDiffer(claims, nowSeconds) ?? rejected("iat is no time");
  }
  const severalAudiences = Array.isArray(claims.aud) && claims.aud.length > 1;
  const azp = claims["azp"];
  if ((azp !== undefined || severalAudiences) && azp !== clientId) throw rejected("azp is not this client");
  if (expected.nonce !== undefined && claims["nonce"] !== expected.nonce) throw rejected("nonce differs");
  return claims as IdTokenClaims;
}

/** Entra's shared issuer is a template; the token's own tenant fills it, and `iss` must then match exactly. */
function issuerFor(idToken: string, issuer: string): string {
  if (!isTenantTemplate(issuer)) return issuer;
  let tenantId: unknown;
  try {
    tenantId = decodeJwt(idToken)["tid"];
  } catch (cause) {
    throw rejected("the ID token is no JWT", cause);
  }
  const filled = tenantIssuer(issuer, tenantId);
  if (!filled) throw rejected("tid is missing");
  return filled;
}

async function verified(nowSeconds: number, verify: () => ReturnType<typeof jwtVerify>): Promise<JWTPayload> {
  try {
    return (await verify()).payload;
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const untimely = cause instanceof errors.JWTExpired || isTooEarly(cause);
    const clocks = untimely ? clocksDiffer(cause.payload, nowSeconds) : undefined;
    if (clocks) throw clocks;
    // jose's messages name the claim or the algorithm, never a value of the token.
    throw rejected(cause instanceof Error ? cause.message : "verification failed", cause);
  }
}

function isTooEarly(error: unknown): error is errors.JWTClaimValidationFailed {
  return error instanceof errors.JWTClaimValidationFailed && error.claim === "nbf" && error.reason === "check_failed";
}

/** An ID token comes straight from being made. One made long ago, or yet to be made, shows how far the clocks are apart. */
function clocksDiffer({ iat }: JWTPayload, nowSeconds: number): ProviderFailure | undefined {
  const aheadSeconds = typeof iat === "number" ? Math.round(iat - nowSeconds) : 0;
  if (Math.abs(aheadSeconds) <= clockToleranceSeconds) return undefined;
  const apart = `${Math.abs(aheadSeconds)} s ${aheadSeconds > 0 ? "ahead of" : "behind"}`;
  return new ProviderFailure("provider_clock_differs", "clocks", {
    detail: `ID token: the provider's clock is ${apart} this machine's`,
  });
}

const suspectCodes: Readonly<Record<string, Suspect>> = {
  ERR_JWKS_NO_MATCHING_KEY: "keys",
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: "keys",
  ERR_JWKS_INVALID: "keys",
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: "keys",
  ERR_JOSE_ALG_NOT_ALLOWED: "keys",
  ERR_JOSE_NOT_SUPPORTED: "keys",
};

function rejected(why: string, cause?: unknown): AppError {
  const wrongIssuer = cause instanceof errors.JWTClaimValidationFailed && cause.claim === "iss";
  const code = cause instanceof errors.JOSEError ? cause.code : "";
  const suspect = wrongIssuer ? "issuer" : (suspectCodes[code] ?? "provider");
  return new ProviderFailure("provider_rejected", suspect, { detail: `ID token: ${why}`, cause });
}
