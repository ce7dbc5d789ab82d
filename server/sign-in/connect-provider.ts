import type { VerifiedIdentity } from "#server/accounts/account-service.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { isBoundTo, providerBinding } from "#server/sign-in/providers/provider-binding.ts";
import { type ReceivedTokens, tokenValues } from "#server/sign-in/upstream-tokens/received-tokens.ts";
import type { MatchedCallback } from "./matched-callback.ts";
import type { SignInContext } from "./sign-in-context.ts";

/**
 * Adds a provider's token to the session that asked for it; session and account stay, so there is no cookie to set.
 *
 * Errors: sign_in_expired when the browser's session is no longer the one that asked;
 *         identity_conflict when the identity is another account's.
 */
export async function connectProvider(
  context: SignInContext,
  matched: MatchedCallback,
  identity: VerifiedIdentity,
  tokens: ReceivedTokens,
): Promise<string[]> {
  const { session, transaction, provider } = matched;
  if (!session || session.id !== transaction.connectSessionId) throw new AppError("sign_in_expired");
  const identityId = await sameIdentity(context, session, identity);
  const { id } = provider.settings;
  const held = await context.store.find(session.id, id);
  const values = tokenValues(tokens, transaction.scope, context.nowSeconds());
  // The old one still works where the provider gives no new one (Google without a new consent).
  if (held && !held.endedReason && isBoundTo(provider.settings, held)) values.refreshToken ??= held.refreshToken;
  await context.store.put(session.id, { id, binding: providerBinding(provider.settings) }, identityId, values);
  await context.changes.publish(session.id, id);
  context.audit.record({
    type: "sign_in.succeeded",
    outcome: "success",
    userId: session.userId,
    sessionId: session.id,
    providerId: id,
    details: { connected: true },
  });
  return [];
}

/** The id of the session's own identity, or of one at another provider that is linked to its account now. */
async function sameIdentity(
  { accounts }: SignInContext,
  session: LiveSession,
  identity: VerifiedIdentity,
): Promise<string> {
  const conflict = () => new AppError("identity_conflict", { facts: { provider: identity.providerId } });
  if (identity.providerId !== session.providerId) {
    return (await accounts.link(session, identity)).identityId;
  }
  // Compared before resolving, which would make an account for an unknown identity.
  if (identity.subject !== session.subject) throw conflict();
  const { identityId } = await accounts.resolve(identity);
  if (identityId !== session.identityId) throw conflict();
  return identityId;
}
