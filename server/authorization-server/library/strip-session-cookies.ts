import type Provider from "oidc-provider";

/** Portico has one session cookie, and it isn't the library's: what the library sets for its session never leaves. */
export function stripSessionCookies(provider: Provider): void {
  const name = provider.cookieName("session");
  provider.use(async (ctx, next) => {
    await next();
    const cookies = [ctx.res.getHeader("set-cookie") ?? []].flat().map(String);
    const kept = cookies.filter((cookie) => !cookie.startsWith(`${name}=`) && !cookie.startsWith(`${name}.`));
    if (kept.length === cookies.length || ctx.res.headersSent) return;
    if (kept.length > 0) ctx.res.setHeader("set-cookie", kept);
    else ctx.res.removeHeader("set-cookie");
  });
}
