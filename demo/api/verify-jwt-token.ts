import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from "jose";
import { missingToken, type TokenVerdict } from "./access.ts";
import { createStatusCheck, type TokenStatus } from "./check-status.ts";

/**
 * Checks Portico's JWT access tokens by its published keys and its status lists.
 *
 * Spec: RFC 9068 §4; draft-ietf-oauth-status-list-21 §8.3.
 */
export function createJwtVerifier(
  issuer: string,
  audience: string,
): (token: string | undefined) => Promise<TokenVerdict> {
  const keys = remoteKeys(issuer);
  const statusOf = createStatusCheck(issuer, keys);
  return async (token) => {
    if (token === undefined) return missingToken;
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience,
        typ: "at+jwt",
        algorithms: ["ES256", "RS256", "PS256", "EdDSA"],
        requiredClaims: ["sub", "exp", "iat", "jti", "client_id"],
        clockTolerance: 5,
      });
      const status = await statusOf(payload);
      if (status !== "valid") return verdicts[status];
      const { sub = "", scope, client_id } = payload;
      return {
        ok: true,
        caller: {
          subject: sub,
          scopes: typeof scope === "string" ? scope.split(" ").filter(Boolean) : [],
          clientId: typeof client_id === "string" ? client_id : undefined,
          claims: payload,
        },
      };
    } catch (error) {
      return error instanceof KeysUnavailable
        ? issuerDown
        : { ok: false, reason: "invalid", detail: whatIsWrong(error) };
    }
  };
}

class KeysUnavailable extends Error {}

const issuerDown: TokenVerdict = {
  ok: false,
  reason: "issuer_down",
  detail: "The issuer's keys can't be fetched at the moment.",
};

const verdicts: Record<Exclude<TokenStatus, "valid">, TokenVerdict> = {
  ended: { ok: false, reason: "invalid", detail: "The token has ended before its time." },
  unknown: { ok: false, reason: "issuer_down", detail: "The issuer's status list can't be fetched at the moment." },
};

function remoteKeys(issuer: string): JWTVerifyGetKey {
  const remote = createRemoteJWKSet(new URL(`${issuer}/oauth2/jwks`), {
    timeoutDuration: 5000,
    cooldownDuration: 1000,
  });
  return async (header, token) => {
    try {
      return await remote(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error;
      throw new KeysUnavailable("the issuer's keys can't be fetched", { cause: error });
    }
  };
}

function whatIsWrong(error: unknown): string {
  if (error instanceof errors.JWTExpired) return "The token is expired.";
  if (error instanceof errors.JWTClaimValidationFailed) return `The token's ${error.claim} is not right for this API.`;
  if (error instanceof errors.JWKSNoMatchingKey)
    return "The token is signed with a key that the issuer does not publish.";
  return "The token is not one that this API can accept.";
}
