import type { SignInRequest } from "#server/bff/bff-deps.ts";

/**
 * Where a checked `/bff/login` leads: straight to the provider when one is named, else to the sign-in page.
 *
 * A GET can't start Auth.js (it wants a POST), so `/sign-in/start` does that on the portal's side.
 */
export function startSignInUrl(request: SignInRequest): string {
  const query = new URLSearchParams({ return_to: request.returnPath });
  if (request.prompt !== undefined) query.set("prompt", request.prompt);
  if (request.loginHint !== undefined) query.set("login_hint", request.loginHint);
  if (request.uiLocales !== undefined) query.set("ui_locales", request.uiLocales);
  if (request.providerId === undefined) return `/sign-in?${query}`;
  query.set("provider", request.providerId);
  if (request.connect) query.set("connect", "1");
  if (request.scopes.length > 0) query.set("scope", request.scopes.join(" "));
  return `/sign-in/start?${query}`;
}
