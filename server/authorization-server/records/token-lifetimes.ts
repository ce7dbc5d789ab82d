import type { Configuration } from "oidc-provider";

/** Consent lasts until it is removed; the library wants a number. */
export const grantSeconds = 10 * 365 * 24 * 60 * 60;
/** A refresh token that isn't used for this long ends. */
export const refreshIdleSeconds = 30 * 24 * 60 * 60;
/** However often it rotates, the person is asked to sign in again after this long. */
export const refreshAbsoluteSeconds = 180 * 24 * 60 * 60;
export const idTokenSeconds = 60 * 60;
/** Opaque tokens without an audience: only good for userinfo. */
const userinfoTokenSeconds = 10 * 60;

/** Lifetimes of everything the authorization server issues, in seconds. */
export function tokenLifetimes(session: { absoluteSeconds: number }): NonNullable<Configuration["ttl"]> {
  return {
    AccessToken: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? userinfoTokenSeconds,
    // RFC 6749 §4.1.2 allows ten minutes; RFC 9700 wants it short. A browser redirect takes seconds.
    AuthorizationCode: 60,
    ClientCredentials: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? userinfoTokenSeconds,
    DeviceCode: 10 * 60,
    Grant: grantSeconds,
    IdToken: idTokenSeconds,
    // Long enough to find a phone for the second factor first.
    Interaction: 30 * 60,
    RefreshToken: (_ctx, token) =>
      Math.max(1, Math.min(refreshIdleSeconds, refreshAbsoluteSeconds - token.totalLifetime())),
    Session: session.absoluteSeconds,
  };
}
