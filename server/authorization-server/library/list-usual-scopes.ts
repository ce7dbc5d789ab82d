import type Provider from "oidc-provider";
import { usualScopeNames } from "#server/claims/standard-scopes.ts";

/**
 * Lets discovery list only the scopes that every client may ask for (RFC 8414 §2 allows that): some libraries ask for all that
 * stands there, and a client that was not given `groups` or `roles` would be refused.
 */
export function listUsualScopes(provider: Provider): void {
  provider.use(async (ctx, next) => {
    await next();
    if (ctx.oidc?.route !== "discovery" || typeof ctx.body !== "object" || ctx.body === null) return;
    ctx.body = { ...ctx.body, scopes_supported: usualScopeNames };
  });
}
