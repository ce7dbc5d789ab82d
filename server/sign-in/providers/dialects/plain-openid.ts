import type { Dialect } from "./dialect.ts";

/** OpenID Connect Core and OAuth 2.0 as they are written: what the dialects start from. */
export const plainOpenId = {
  define: ({ id, name, clientId, issuer }) => ({ id, name, clientId, type: "oidc", ...(issuer ? { issuer } : {}) }),

  defaultScopes: ["openid", "profile", "email"],
  canForceSignIn: true,
  authorizationParams: ({ prompt, loginHint }) => ({
    ...(prompt ? { prompt } : {}),
    // OpenID Connect Core §3.1.2.1: with max_age the ID token must have auth_time, which proves the fresh sign-in.
    ...(prompt === "login" ? { max_age: "0" } : {}),
    ...(loginHint ? { login_hint: loginHint } : {}),
  }),

  discoveredIssuer: (configured) => configured,
  identityIssuer(settings, { issuer, authorization }) {
    const endpoint = typeof authorization === "string" ? authorization : authorization?.url;
    return issuer ?? (endpoint ? new URL(endpoint).origin : settings.id);
  },
  subjectClaim: "sub",
  verifiesEmail: true,
  asksUserInfo: true,

  allowScopes: () => [],
  allowParams: () => ({}),
  providerFacts: () => ({}),

  sharesGrant: false,
  plainScope: (scope) => scope,
  widerScopes: () => [],

  standardError: (error) => error,
  saysCancelled: () => false,
  saysSpentCode: () => true,
} as const satisfies Dialect;
