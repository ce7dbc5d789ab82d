import type { IncomingMessage } from "node:http";
import { decodeProtectedHeader, importJWK, type JWTHeaderParameters, jwtVerify } from "jose";
import { hashRecordId } from "#server/authorization-server/records/oidc-record-store.ts";
import type { RecordHandles } from "#server/authorization-server/records/record-handles.ts";
import { rewriteBody } from "#server/authorization-server/requests/rewrite-body.ts";
import type { SigningKeys } from "#server/authorization-server/signing-keys/signing-keys.ts";

export interface JwtAccessTokensDeps {
  issuer: string;
  signingKeys: Pick<SigningKeys, "current">;
  handles: Pick<RecordHandles, "make">;
}

export type JwtAccessTokens = ReturnType<typeof createJwtAccessTokens>;

const paths = new Set(["/oauth2/revoke", "/oauth2/introspect"]);
/** No token's name, so that the library answers as for any unknown token, without a query. */
const unknown = "unknown";
/** What an API's tokens may be signed with (`accessTokenAlgorithm`). */
const algorithms = ["ES256", "RS256"];

/**
 * Lets clients revoke JWT access tokens, and APIs ask about them: the library refuses JWTs there, because by itself it keeps
 * nothing about them. It gets the handle of the token's record instead.
 *
 * Shape:  only tokens of type at+jwt; whatever else looks like a JWT is refused by the library as before.
 * Errors: none; one that is expired, forged or another issuer's is an unknown token.
 * Spec:   RFC 7009 §2.2; RFC 7662 §2.2.
 */
export function createJwtAccessTokens({ issuer, signingKeys, handles }: JwtAccessTokensDeps) {
  const findKey = async ({ kid, alg }: JWTHeaderParameters) => {
    const jwk = signingKeys.current().published.find((key) => key.kid === kid && key.alg === alg);
    if (!jwk) throw new Error("not one of our keys");
    return importJWK(jwk, alg);
  };

  async function handleOf(token: string): Promise<string> {
    try {
      const { payload } = await jwtVerify(token, findKey, { issuer, typ: "at+jwt", algorithms });
      return payload.jti === undefined ? unknown : handles.make(hashRecordId(payload.jti));
    } catch {
      return unknown;
    }
  }

  async function withHandle(body: string): Promise<string> {
    if (!body.includes("token=eyJ")) return body;
    const form = new URLSearchParams(body);
    const [token = "", ...more] = form.getAll("token");
    if (more.length > 0 || !isAccessToken(token)) return body;
    form.set("token", await handleOf(token));
    return form.toString();
  }

  return {
    /** Puts handles in place of JWT access tokens while the library reads the request's body. */
    accept(request: IncomingMessage, path: string): void {
      if (request.method === "POST" && paths.has(path)) rewriteBody(request, withHandle);
    },
  };
}

function isAccessToken(token: string): boolean {
  try {
    return decodeProtectedHeader(token).typ?.toLowerCase() === "at+jwt";
  } catch {
    return false;
  }
}
