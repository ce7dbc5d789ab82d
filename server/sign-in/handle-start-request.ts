import { AppError } from "#server/errors/app-error.ts";
import { checkReturnPath, withParameter } from "#server/http/return-path.ts";
import { findRoute } from "#server/routes/find-route.ts";
import { cookieOf, refuse } from "./handle-auth-request.ts";
import type { SignInContext } from "./sign-in-context.ts";
import { readSignInRequest } from "./sign-in-request.ts";
import type { StartSignIn } from "./sign-in-service.ts";
import { startSignIn } from "./start-sign-in.ts";

/**
 * GET /sign-in/start: a sign-in that begins with a link, such as /bff/login's.
 *
 * With `scope` or `connect=1` it asks for more access for the session at hand. That needs a session, and either a navigation
 * from a configured frontend or the person's confirmation, because a link from elsewhere (a mail, another site) could connect an
 * account of the provider that the person didn't choose.
 */
export async function handleStartRequest(context: SignInContext, request: Request): Promise<Response> {
  const params = new URL(request.url).searchParams;
  if (request.method !== "GET" && !(request.method === "POST" && asksToConnect(params))) {
    return new Response(null, { status: 405, headers: { allow: asksToConnect(params) ? "GET, POST" : "GET" } });
  }
  const { origin, frontendOrigins } = context.settings;
  const returnPath = checkReturnPath(params.get("return_to"), origin, frontendOrigins);
  const session = await context.vault.authenticate(cookieOf(request));
  const providerId = params.get("provider") || onlyProvider(context);
  if (!providerId) {
    // With prompt=none no page may ask for the provider (OpenID Connect Core §3.1.2.6).
    if (params.get("prompt") === "none") {
      return context.redirect(session ? returnPath : withParameter(returnPath, origin, "error", "login_required"), []);
    }
    return context.redirect(signInPage(params, returnPath), []);
  }
  try {
    const asked = readSignInRequest(context.registry.settingsOf(providerId), params, context.settings);
    const connecting = asksToConnect(params);
    if (asked.prompt === "none" && session && !connecting) return context.redirect(returnPath, []);
    if (!connecting) return await startSignIn(context, asked, cookieOf(request));
    if (!session) throw new AppError("session_required");
    if (!isMeant(context, request)) return askFirst(context, asked);
    return await startSignIn(context, { ...asked, connectFor: session }, cookieOf(request));
  } catch (error) {
    return refuse(context, error, { providerId, returnPath });
  }
}

/** `scope` asks for more; `connect=1` for a provider that the session has no token of yet. */
function asksToConnect(params: URLSearchParams): boolean {
  return Boolean(params.get("scope")) || params.get("connect") === "1";
}

/**
 * Whether a configured frontend leads here, or the person has confirmed (a POST, whose form token was checked). The portal's own
 * pages don't count, because they have links such as "Not now" that lead to any return_to. A request without Referer, such as
 * from a mail or a bookmark, needs a confirmation.
 */
function isMeant({ settings }: Pick<SignInContext, "settings">, request: Request): boolean {
  if (request.method === "POST") return true;
  const referrer = request.headers.get("referer");
  if (referrer === null || !URL.canParse(referrer)) return false;
  const { origin, pathname } = new URL(referrer);
  if (settings.frontendOrigins.includes(origin)) return true;
  // Passed through elsewhere, it would be cross-site. An encoded path may be one of the portal's pages, spelled otherwise.
  const site = request.headers.get("sec-fetch-site") ?? "same-origin";
  return (
    site === "same-origin" && origin === settings.origin && !findRoute(pathname).scriptFree && !pathname.includes("%")
  );
}

/** Leads to the question. The link's prompt and login_hint are dropped, because the person decides now. */
function askFirst(context: SignInContext, { providerId, returnPath, prompt, extraScopes = [] }: StartSignIn): Response {
  if (prompt === "none") {
    return context.redirect(withParameter(returnPath, context.settings.origin, "error", "interaction_required"), []);
  }
  const query = new URLSearchParams({ provider: providerId, connect: "1", return_to: returnPath });
  if (extraScopes.length > 0) query.set("scope", extraScopes.join(" "));
  return context.redirect(`/sign-in/connect?${query}`, []);
}

function onlyProvider({ registry }: SignInContext): string | undefined {
  const [only, second] = registry.listSettings();
  return second === undefined ? only?.id : undefined;
}

function signInPage(params: URLSearchParams, returnPath: string): string {
  const query = new URLSearchParams();
  if (returnPath !== "/") query.set("return_to", returnPath);
  for (const name of ["prompt", "login_hint"]) {
    const value = params.get(name);
    if (value) query.set(name, value);
  }
  return query.size > 0 ? `/sign-in?${query}` : "/sign-in";
}
