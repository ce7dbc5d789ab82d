import type { Settings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import { checkReturnPath, withParameter } from "#server/http/return-path.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { cookieOf, refuse } from "./handle-auth-request.ts";
import type { SignInContext } from "./sign-in-context.ts";
import { readSignInRequest } from "./sign-in-request.ts";
import type { BundledAuth } from "./sign-in-service.ts";
import { startSignIn } from "./start-sign-in.ts";

/**
 * GET /sign-in/start: a sign-in that begins with a link, such as /bff/login's.
 *
 * With `scope` it asks for more access for the session at hand: that needs one, and a navigation from this site (or a
 * frontend of its operator), so that no stranger's link leads people to a consent page.
 */
export async function handleStartRequest(
  context: SignInContext,
  request: Request,
  bundled: BundledAuth,
): Promise<Response> {
  if (request.method !== "GET") return new Response(null, { status: 405, headers: { allow: "GET" } });
  const params = new URL(request.url).searchParams;
  const { origin, frontendOrigins } = context.settings;
  const returnPath = checkReturnPath(params.get("return_to"), origin, frontendOrigins);
  const session = await context.vault.authenticate(cookieOf(request));
  const providerId = params.get("provider") || onlyProvider(context);
  if (!providerId) {
    // Silently there is nothing to choose with (OpenID Connect Core §3.1.2.6).
    if (params.get("prompt") === "none") {
      return context.redirect(session ? returnPath : withParameter(returnPath, origin, "error", "login_required"), []);
    }
    return context.redirect(signInPage(params, returnPath), []);
  }
  try {
    const wish = readSignInRequest(context.registry.get(providerId).settings, params, context.settings);
    if (wish.prompt === "none" && session) return context.redirect(returnPath, []);
    const connectFor = connectWanted(params) ? requireConnectable(context, request, session) : undefined;
    return await startSignIn(context, { ...wish, connectFor }, cookieOf(request), bundled);
  } catch (error) {
    return refuse(context, error, { providerId, returnPath });
  }
}

/** `scope` asks for more; `connect=1` for a provider that the session has no token of yet. */
function connectWanted(params: URLSearchParams): boolean {
  return Boolean(params.get("scope")) || params.get("connect") === "1";
}

function requireConnectable(
  { settings }: { settings: Pick<Settings, "frontendOrigins"> },
  request: Request,
  session: LiveSession | null,
): LiveSession {
  if (!session) throw new AppError("session_required");
  const site = request.headers.get("sec-fetch-site");
  const referrer = request.headers.get("referer");
  const from = referrer && URL.canParse(referrer) ? new URL(referrer).origin : undefined;
  const ours = site === "same-origin" || site === "none" || site === null;
  // `none` is the address bar; browsers without the header are as old as they can be harmed.
  if (!ours && !(from && settings.frontendOrigins.includes(from))) throw new AppError("origin_refused");
  return session;
}

function onlyProvider({ registry }: SignInContext): string | undefined {
  return registry.providers.length === 1 ? registry.providers[0]?.settings.id : undefined;
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
