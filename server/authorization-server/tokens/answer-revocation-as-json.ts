import type Provider from "oidc-provider";

/**
 * Answers a revocation with an empty JSON object instead of nothing as text/plain: a client has to ignore the body, but
 * oidc-client-ts and simple-oauth2 parse every answer as JSON, by its type or without looking.
 *
 * Spec: RFC 7009 §2.2.
 */
export function answerRevocationAsJson(provider: Provider): void {
  provider.use(async (ctx, next) => {
    await next();
    if (ctx.path !== "/oauth2/revoke" || ctx.status !== 200 || ctx.body !== "") return;
    ctx.body = {};
    ctx.set("cache-control", "no-store");
  });
}
