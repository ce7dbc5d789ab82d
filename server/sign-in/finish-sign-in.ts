import { setCookie } from "#server/http/cookies/cookies.ts";
import { checkReturnPath, withParameter } from "#server/http/return-path.ts";
import { verifiedIdentity } from "#server/sign-in/providers/verified-identity.ts";
import { completeSignIn } from "./complete-sign-in.ts";
import { connectProvider } from "./connect-provider.ts";
import type { MatchedCallback } from "./matched-callback.ts";
import { redeemCode } from "./redeem-code.ts";
import type { SignInContext } from "./sign-in-context.ts";
import { authorizationError, isSilentRefusal } from "./sign-in-error.ts";

const yearSeconds = 60 * 60 * 24 * 365;

/**
 * Finishes a sign-in: redeems the code, verifies the identity, and completes it with a session or a connected provider.
 *
 * Shape:  a 303 to the checked return path with the session's cookie.
 * Errors: any AppError of signing in, and as it is what the database or our own code throws; the caller clears the transaction
 *         either way.
 * Spec:   RFC 6749 §4.1.2–4.1.4; OpenID Connect Core 1.0 §3.1.3; RFC 9207.
 */
export async function finishSignIn(context: SignInContext, matched: MatchedCallback): Promise<Response> {
  const { provider, callback, transaction } = matched;
  const { origin, frontendOrigins } = context.settings;
  const returnPath = checkReturnPath(transaction.returnPath, origin, frontendOrigins);
  if (callback.refusal !== undefined) {
    // Asked silently, the provider may say that it would have to ask. The page must not ask the same again.
    if (transaction.prompt === "none" && isSilentRefusal(callback.refusal.error)) {
      return context.redirect(withParameter(returnPath, origin, "error", "login_required"), []);
    }
    throw authorizationError(callback.refusal, provider.settings);
  }
  const redeemed = await redeemCode(context, matched);
  const identity = verifiedIdentity(provider, redeemed, (what, why) => {
    const facts = { provider: provider.settings.id, subject: redeemed.subject, attribute: what, why };
    context.log.warn("an attribute of a person is left out", facts);
  });
  const cookies = transaction.connectSessionId
    ? await connectProvider(context, matched, identity, redeemed.tokens)
    : await completeSignIn(context, matched, identity, redeemed);
  return context.redirect(returnPath, [...cookies, lastProviderCookie(provider.settings.id, context.settings.secure)]);
}

/** Not secret: the sign-in page marks the button that was used last. */
function lastProviderCookie(providerId: string, secure: boolean): string {
  return setCookie("portico-last-provider", providerId, { secure, sameSite: "Lax", maxAgeSeconds: yearSeconds });
}
