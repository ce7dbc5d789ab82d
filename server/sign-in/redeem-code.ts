import { AppError } from "#server/errors/app-error.ts";
import type { Redeemed } from "#server/sign-in/auth-js/auth-js.ts";
import type { MatchedCallback } from "./matched-callback.ts";
import { requireIssuer } from "./read-callback.ts";
import type { SignInContext } from "./sign-in-context.ts";

/** Redeems the code of a matched callback. Errors: those of AuthJs.redeem; provider_rejected for another issuer or no code. */
export async function redeemCode(
  { authJs }: Pick<SignInContext, "authJs">,
  matched: MatchedCallback,
): Promise<Redeemed> {
  const { provider, callback, transaction } = matched;
  requireIssuer(callback, await provider.metadata());
  if (!callback.code) throw new AppError("provider_rejected", { detail: "authorization response: code is missing" });
  const { state, params } = callback;
  const { codeVerifier, nonce } = transaction;
  return authJs.redeem({ provider, params, state, codeVerifier, nonce });
}
