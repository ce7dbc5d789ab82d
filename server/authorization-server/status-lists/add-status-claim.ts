import type { AccessToken, ClientCredentials, JWTStructured } from "oidc-provider";
import type { RecordJwtAccessToken } from "./record-jwt-access-token.ts";

/** What the library's JWT access tokens are given before they are signed: a record, and the place of their status. */
export async function addStatusClaim(
  record: RecordJwtAccessToken,
  token: AccessToken | ClientCredentials,
  { payload: claims }: JWTStructured,
): Promise<void> {
  const model = token.kind === "AccessToken" ? "AccessToken" : "ClientCredentials";
  const { iat, exp, jti } = claims as { iat: number; exp: number; jti: string };
  claims["status"] = await record({ model, jti, payload: recordOf(token, iat, exp), expiresInSeconds: exp - iat });
}

/** What the library would keep of the same token if it were opaque (`IN_PAYLOAD`). */
function recordOf(token: AccessToken | ClientCredentials, iat: number, exp: number): Record<string, unknown> {
  const names = (token.constructor as unknown as { IN_PAYLOAD: readonly string[] }).IN_PAYLOAD;
  const values = token as unknown as Record<string, unknown>;
  return { ...Object.fromEntries(names.map((name) => [name, values[name]])), iat, exp };
}
