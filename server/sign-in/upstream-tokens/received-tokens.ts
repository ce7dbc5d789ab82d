import { Secret } from "#server/crypto/secret.ts";
import { cleanText } from "#server/http/clean-text.ts";
import { readLifetimeSeconds } from "#server/http/token-lifetime.ts";
import type { TokenValues } from "./upstream-token-cells.ts";

/** What a provider's token endpoint gave, as plain strings on their way into the encrypted store. */
export interface ReceivedTokens {
  accessToken: string;
  refreshToken: string | undefined;
  idToken: string | undefined;
  tokenType: string;
  /** `undefined` when the answer leaves it out: then it is what was asked for (RFC 6749 §5.1). */
  scope: string | undefined;
  expiresInSeconds: number | undefined;
}

export function receivedTokens(body: Readonly<Record<string, unknown>>): ReceivedTokens {
  const text = (name: string) => (typeof body[name] === "string" && body[name] !== "" ? body[name] : undefined);
  const scope = text("scope");
  return {
    accessToken: text("access_token") ?? "",
    refreshToken: text("refresh_token"),
    idToken: text("id_token"),
    // Kept as they are read; the tokens themselves are encrypted.
    tokenType: cleanText(text("token_type") ?? "bearer"),
    scope: scope && cleanText(scope),
    expiresInSeconds: readLifetimeSeconds(body["expires_in"]),
  };
}

export function tokenValues(tokens: ReceivedTokens, requestedScope: string, nowSeconds: number): TokenValues {
  return {
    accessToken: new Secret(tokens.accessToken),
    refreshToken: tokens.refreshToken ? new Secret(tokens.refreshToken) : undefined,
    idToken: tokens.idToken ? new Secret(tokens.idToken) : undefined,
    tokenType: tokens.tokenType,
    scope: tokens.scope ?? requestedScope,
    accessTokenExpiresAtSeconds: tokens.expiresInSeconds ? nowSeconds + tokens.expiresInSeconds : undefined,
  };
}
