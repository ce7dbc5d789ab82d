import { decodeJwt } from "jose";
import { z } from "zod";
import type { MadeRecord } from "./memory-records.ts";

/** A token that an app would get. The token itself is not part of it. */
export interface DryToken {
  kind: "access_token" | "refresh_token" | "id_token";
  format: "jwt" | "opaque";
  /** The API that it is for; of an access token without one, UserInfo. */
  audience: string | undefined;
  scopes: readonly string[];
  lifetimeSeconds: number;
}

/** A claim with the place where the app reads it. */
export interface DryClaim {
  place: "id_token" | "userinfo" | "access_token" | "introspection";
  /** Of an access token and its introspection: the API. */
  audience: string | undefined;
  name: string;
  value: unknown;
}

export const tokenAnswer = z.object({
  access_token: z.string(),
  id_token: z.string().optional(),
  refresh_token: z.string().optional(),
});

/** What protocols need and no person is described by: RFC 7519 §4.1, RFC 9068 §2.2, OIDC Core §2. */
const plumbing: ReadonlySet<string> = new Set([
  ...["iss", "aud", "exp", "nbf", "iat", "jti", "nonce", "at_hash", "c_hash", "s_hash", "azp", "sid", "auth_time"],
  ...["acr", "amr", "cnf", "client_id", "scope", "status", "active", "token_type"],
]);

export function claimsIn(place: DryClaim["place"], audience: string | undefined, claims: object): DryClaim[] {
  return Object.entries(claims)
    .filter(([name]) => !plumbing.has(name))
    .map(([name, value]) => ({ place, audience, name, value }));
}

/** Claims of a JWT of our own, which needs no verifying here. */
export function claimsOfJwt(place: DryClaim["place"], audience: string | undefined, jwt: string): DryClaim[] {
  return isJwt(jwt) ? claimsIn(place, audience, decodeJwt(jwt)) : [];
}

export function isJwt(token: string): boolean {
  return token.split(".").length === 3;
}

/** The codes' tokens by their records, the one way in which opaque ones say what they are. */
export function tokensOf(made: readonly MadeRecord[], idToken: string | undefined): DryToken[] {
  const ofRecords = made.flatMap(({ model, payload, expiresAt }): DryToken[] => {
    if (model !== "AccessToken" && model !== "RefreshToken") return [];
    const { iat = 0, scope = "", aud } = payload;
    const [audience] = [aud ?? []].flat();
    return [
      {
        kind: model === "AccessToken" ? "access_token" : "refresh_token",
        format: "jwtId" in payload ? "jwt" : "opaque",
        audience,
        scopes: scope.split(" ").filter(Boolean),
        lifetimeSeconds: expiresAt ? Math.round(expiresAt.getTime() / 1000) - iat : 0,
      },
    ];
  });
  if (idToken === undefined) return ofRecords;
  const { exp = 0, iat = 0, aud } = decodeJwt(idToken);
  const [audience] = [aud ?? []].flat();
  return [...ofRecords, { kind: "id_token", format: "jwt", audience, scopes: [], lifetimeSeconds: exp - iat }];
}
