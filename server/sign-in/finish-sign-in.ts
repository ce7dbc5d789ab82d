import { AppError } from "#server/errors/app-error.ts";
import { checkReturnPath, withParameter } from "#server/http/return-path.ts";
import { authJsConfig } from "#server/sign-in/auth-js/auth-js-config.ts";
import { SignInAttempt } from "#server/sign-in/auth-js/sign-in-attempt.ts";
import type { Provider } from "#server/sign-in/providers/provider-registry.ts";
import { isTenantTemplate } from "#server/sign-in/providers/tenant-issuers.ts";
import { completeSignIn } from "./complete-sign-in.ts";
import type { MatchedCallback } from "./matched-callback.ts";
import { requireIssuer } from "./read-callback.ts";
import type { SignInContext } from "./sign-in-context.ts";
import { authorizationError, isSilentRefusal } from "./sign-in-error.ts";
import type { BundledAuth } from "./sign-in-service.ts";

/**
 * Finishes a sign-in: issuer, token request, verification, account, session, cookie, return path.
 *
 * Shape:  a 303 to the checked return path with the session's cookie.
 * Errors: any AppError of signing in, and as it is what the database or our own code throws; the caller clears the transaction
 *         either way.
 * Spec:   RFC 6749 §4.1.2–4.1.4; OpenID Connect Core 1.0 §3.1.3; RFC 9207.
 */
export async function finishSignIn(
  context: SignInContext,
  matched: MatchedCallback,
  bundled: BundledAuth,
): Promise<Response> {
  const { provider, callback, transaction } = matched;
  const { origin, frontendOrigins } = context.settings;
  const returnPath = checkReturnPath(transaction.returnPath, origin, frontendOrigins);
  if (callback.refusal !== undefined) {
    // Asked silently, the provider may say that it can't: told as where nobody could be asked, or the page would ask again.
    if (transaction.prompt === "none" && isSilentRefusal(callback.refusal.error)) {
      return context.redirect(withParameter(returnPath, origin, "error", "login_required"), []);
    }
    throw authorizationError(callback.refusal, provider.settings);
  }
  const metadata = await provider.metadata();
  requireIssuer(callback, metadata);
  if (!callback.code) throw new AppError("provider_rejected", { detail: "authorization response: code is missing" });

  const attempt = new SignInAttempt(provider, transaction, AbortSignal.timeout(context.deadlineMs));
  const cookies: string[] = [];
  let sessionCookie: string | undefined;
  const config = authJsConfig({
    ...context.auth,
    attempt,
    metadata,
    bundled,
    async onVerified(profile, subject) {
      const completed = await completeSignIn(context, matched, attempt, profile, subject);
      cookies.push(...completed.setCookies);
      sessionCookie = completed.sealedSession;
    },
    // Nothing of Auth.js's own answer reaches the browser; its cookie is the same seal that we send.
    sealedSession: () => Promise.resolve(sessionCookie ?? ""),
  });
  // Checked above; Auth.js would compare it with the template.
  if (isTenantTemplate(metadata.issuer)) callback.all.delete("iss");
  await bundled.run(await requestForAuthJs(context, matched), config);
  if (attempt.failure) throw attempt.failure;
  if (cookies.length === 0) throw new AppError("provider_rejected", { detail: "Auth.js found nobody to sign in" });
  return context.redirect(returnPath, cookies);
}

/** Shows Auth.js this transaction alone, in the way the provider would have sent it. */
async function requestForAuthJs(
  { settings, checks }: SignInContext,
  { provider, callback, transaction }: MatchedCallback,
): Promise<Request> {
  const { id } = provider.settings;
  const { codeVerifier, nonce } = transaction;
  const cookie = await checks.write(id, callback.state, { codeVerifier, nonce });
  const url = `${settings.origin}/api/auth/callback/${id}`;
  if (!isFormPost(provider)) return new Request(`${url}?${callback.all}`, { headers: { cookie } });
  const headers = { cookie, "content-type": "application/x-www-form-urlencoded" };
  return new Request(url, { method: "POST", headers, body: callback.all.toString() });
}

function isFormPost({ definition }: Provider): boolean {
  const { authorization } = definition;
  if (typeof authorization === "string")
    return new URL(authorization).searchParams.get("response_mode") === "form_post";
  return authorization?.params?.["response_mode"] === "form_post";
}
