/** What both contestants know, so that both are asked the same. */
export const audience = "https://api.example/calendar";
export const benchClient = { id: "bench-app", secret: "the secret of the bench's app" };
export const openidScopes = ["openid", "offline_access"];
export const apiScope = "calendar:read";

/** Refresh tokens that a target made for the load, at hand when it says that it is ready. */
export interface TokenTarget {
  refreshTokens: string[];
}

/**
 * Each round loses those that are under way when time is up, one a connection; and the in-memory adapter of the library
 * forgets the oldest of a thousand records, so there can't be many more.
 */
export const refreshTokenCount = 224;
