import { authorizationParams } from "#server/sign-in/providers/authorization-params-policy.ts";
import { providerBinding } from "#server/sign-in/providers/provider-binding.ts";
import { splitScopes } from "#server/sign-in/providers/scope-list.ts";
import type { SignInContext } from "./sign-in-context.ts";
import type { StartSignIn } from "./sign-in-service.ts";
import { hashState } from "./sign-in-transaction.ts";

/**
 * Begins a sign-in at a provider and keeps what its callback needs in a transaction.
 *
 * Shape:  a 303 to the provider with the transaction's cookie.
 * Errors: those of AuthJs.begin; provider_unknown; rate_limited when too many long return paths are kept.
 * Spec:   RFC 6749 §4.1.1; RFC 9700 §4.12.
 */
export async function startSignIn(
  context: SignInContext,
  input: StartSignIn,
  cookieHeader: string | undefined,
): Promise<Response> {
  const provider = await context.registry.get(input.providerId);
  const extraScopes = await scopesToAsk(context, input);
  const { prompt, loginHint, connectFor } = input;
  const params = authorizationParams(provider.settings, { prompt, loginHint, extraScopes });
  const { authorizationUrl, state, codeVerifier, nonce, scope } = await context.authJs.begin(provider, params);
  const cookies = await context.transactions.open(
    state,
    {
      providerId: provider.settings.id,
      binding: providerBinding(provider.settings),
      stateHash: hashState(state),
      codeVerifier,
      nonce,
      // A cookie holds at most 4 kB, and a request carries those of five transactions.
      returnPath: await context.keptReturnPaths.shorten(input.returnPath),
      startedAtSeconds: context.nowSeconds(),
      ...(prompt ? { prompt } : {}),
      scope,
      ...(connectFor ? { connectSessionId: connectFor.id } : {}),
    },
    cookieHeader,
  );
  context.audit.record({
    type: "sign_in.started",
    outcome: "success",
    userId: connectFor?.userId,
    sessionId: connectFor?.id,
    providerId: provider.settings.id,
    ...(extraScopes.length > 0 ? { details: { scopes: [...extraScopes] } } : {}),
  });
  return context.redirect(authorizationUrl, cookies);
}

/** More access keeps what was granted before: GitHub's new token has only the scopes asked for now. */
async function scopesToAsk({ store }: SignInContext, { connectFor, providerId, extraScopes = [] }: StartSignIn) {
  const held = connectFor ? await store.find(connectFor.id, providerId) : undefined;
  const kept = held && !held.endedReason ? held.scopes : [];
  return [...new Set([...(extraScopes.length > 0 ? kept : []), ...extraScopes])].flatMap(splitScopes);
}
