import { createHash } from "node:crypto";

/** What both contestants know, so that both are asked the same. */
export const audience = "https://api.example/calendar";
export const benchClient = { id: "bench-app", secret: "the secret of the bench's app" };
export const openidScopes = ["openid", "offline_access"];
export const apiScope = "calendar:read";
export const redirectUri = "https://app.example/callback";
export const codeVerifier = "a verifier that is long enough for RFC 7636, section 4.1".replaceAll(/\W/g, "-");
export const codeChallenge = createHash("sha256").update(codeVerifier).digest("base64url");

/** Refresh tokens that a target made for the load, at hand when it says that it is ready. */
export interface TokenTarget {
  refreshTokens: string[];
  /** Where it makes codes (see mint-server.ts). */
  mintUrl: string;
}

/**
 * Each round loses those that are under way when time is up, one a connection; and the in-memory adapter of the library
 * forgets the oldest of a thousand records, so there can't be many more.
 */
export const refreshTokenCount = 224;
