import type { VerifiedIdentity } from "#server/accounts/account-service.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { Redeemed } from "#server/sign-in/auth-js/auth-js.ts";
import { canForceSignIn } from "#server/sign-in/providers/authorization-params-policy.ts";
import type { Provider } from "#server/sign-in/providers/provider.ts";
import { providerBinding } from "#server/sign-in/providers/provider-binding.ts";
import { type ReceivedTokens, tokenValues } from "#server/sign-in/upstream-tokens/received-tokens.ts";
import { authenticationAtProvider, claimWord } from "./authentication-policy.ts";
import { establishSession } from "./establish-session.ts";
import type { MatchedCallback } from "./matched-callback.ts";
import type { SignInContext } from "./sign-in-context.ts";

/**
 * Makes the session of a verified sign-in at a provider, with the provider's tokens; returns its `Set-Cookie` values.
 *
 * Errors: account_disabled; provider_rejected when a fresh sign-in was asked for and the provider only remembered an old one.
 */
export async function completeSignIn(
  context: SignInContext,
  { provider, transaction, session: replaces, invitation }: MatchedCallback,
  identity: VerifiedIdentity,
  { idTokenClaims: claims, tokens }: Redeemed,
): Promise<string[]> {
  const authentication = authenticationAtProvider({
    claims,
    prompt: transaction.prompt,
    startedAtSeconds: transaction.startedAtSeconds,
    canForceSignIn: canForceSignIn(provider.settings),
    nowSeconds: context.nowSeconds(),
  });
  const { setCookie } = await establishSession(context, {
    person: identity,
    invitation,
    authentication,
    upstream: { sid: claimWord(claims?.["sid"]), groups: identity.groups ?? [] },
    replaces,
    keep: (started) => keepTokens(context, started, provider, tokens, transaction.scope),
  });
  return [setCookie];
}

async function keepTokens(
  { store, nowSeconds }: SignInContext,
  session: LiveSession,
  provider: Provider,
  tokens: ReceivedTokens,
  requestedScope: string,
): Promise<void> {
  const { identityId } = session;
  if (identityId === undefined) throw new AppError("internal_error", { detail: "the session has no identity" });
  const values = tokenValues(tokens, requestedScope, nowSeconds());
  const owner = { id: provider.settings.id, binding: providerBinding(provider.settings) };
  // A refresh token came with the first consent only; the person's other session has it.
  if (provider.dialect.sharesGrant) values.refreshToken ??= await store.findRefreshToken(identityId, owner);
  await store.put(session.id, owner, identityId, values);
}
